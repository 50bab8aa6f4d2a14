import type { NewLink } from '../store/port';
import { hashCode, hashToken, newCode, newToken } from '../secrets/token';

/** What a link is bound to; what is left out, it is not. */
type Binding = Pick<NewLink, 'generation' | 'digest' | 'deadline'> &
  Partial<Pick<NewLink, 'stepId' | 'approverId' | 'credentialId' | 'decisionId'>>;

const unbound = { stepId: null, approverId: null, credentialId: null, decisionId: null };

/** A fresh link with its code: `url` and `code` go into one mail, only hashes into the store. */
export function newLink(baseUrl: string, purpose: NewLink['purpose'], binding: Binding) {
  const token = newToken();
  const code = newCode();
  const tokenHash = hashToken(token);
  const codeHash = purpose === 'status' ? null : hashCode(tokenHash, code);
  const link: NewLink = { ...unbound, ...binding, purpose, tokenHash, codeHash };
  return { url: `${baseUrl}/${purpose}/${token}`, code, link };
}
