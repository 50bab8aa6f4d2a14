import type { NewLink, NewRegisterLink } from '../store/port';
import { hashCode, hashToken, newCode, newToken } from '../secrets/token';

/** What a link is bound to; what is left out, it is not. */
type Binding = Pick<NewLink, 'generation' | 'digest' | 'deadline'> &
  Partial<Pick<NewLink, 'stepId' | 'approverId' | 'credentialId' | 'decisionId'>>;

const unbound = { stepId: null, approverId: null, credentialId: null, decisionId: null };

/** A fresh link with its code: `url` and `code` go into one mail, only hashes into the store. */
export function newLink(baseUrl: string, purpose: NewLink['purpose'], binding: Binding) {
  const { url, code, tokenHash, codeHash } = newSecrets(baseUrl, purpose);
  const link: NewLink = {
    ...unbound,
    ...binding,
    purpose,
    tokenHash,
    codeHash: purpose === 'status' ? null : codeHash,
  };
  return { url, code, link };
}

/** The same for a letter about a register. */
export function newRegisterLink(baseUrl: string, binding: Omit<NewRegisterLink, 'tokenHash' | 'codeHash'>) {
  const { url, code, tokenHash, codeHash } = newSecrets(baseUrl, binding.purpose);
  const link: NewRegisterLink = { ...binding, tokenHash, codeHash };
  return { url, code, link };
}

function newSecrets(baseUrl: string, page: string) {
  const token = newToken();
  const code = newCode();
  const tokenHash = hashToken(token);
  return { url: `${baseUrl}/${page}/${token}`, code, tokenHash, codeHash: hashCode(tokenHash, code) };
}
