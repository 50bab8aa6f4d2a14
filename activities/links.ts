import type { NewLink } from '../store/port';
import { hashCode, hashToken, newCode, newToken } from '../secrets/token';

/** A fresh link with its code: `url` and `code` go into one mail, only hashes into the store. */
export function newLink(
  baseUrl: string,
  page: NewLink['purpose'],
  binding: Omit<NewLink, 'tokenHash' | 'codeHash' | 'purpose'>,
) {
  const token = newToken();
  const code = newCode();
  const tokenHash = hashToken(token);
  const codeHash = page === 'status' ? null : hashCode(tokenHash, code);
  const link: NewLink = { ...binding, purpose: page, tokenHash, codeHash };
  return { url: `${baseUrl}/${page}/${token}`, code, link };
}
