import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Without letters and digits that look alike on paper or a phone (0 O, 1 I L, 5 S, 8 B). */
const codeAlphabet = 'ACDEFGHJKMNPQRTUVWXYZ234679';
const codeLength = 6;
const replyCodeLength = 10;

/** An opaque link token: 32 random bytes, base64url, 43 characters. Lives in one mail; only its hash is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What the store keeps of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Eight hex characters that let people match log lines to a link, and say nothing about the token. */
export function fingerprint(token: string): string {
  return fingerprintOf(hashToken(token));
}

/** The same, where only the hash is at hand. */
export function fingerprintOf(tokenHash: Uint8Array): string {
  return Buffer.from(tokenHash).toString('hex').slice(0, 8);
}

/** A six-character code that stands in the mail and not in the link, so that whoever only follows links cannot decide. */
export function newCode(): string {
  return Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
}

/** A ten-character code in the subject of a question, by which an answer names it. No proof by itself: the answer's signature is that. */
export function newReplyCode(): string {
  return Array.from({ length: replyCodeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
}

/** What the store keeps of a reply code, and finds its question by. */
export function hashReplyCode(code: string): Buffer {
  return createHash('sha256').update('reply:').update(code).digest();
}

/** Hash of a code bound to its token: useless to anyone who holds only the stored hashes. Case and spaces do not matter. */
export function hashCode(tokenHash: Uint8Array, code: string): Buffer {
  return createHash('sha256').update(tokenHash).update(code.replace(/\s/g, '').toUpperCase()).digest();
}

/** Whether that hash is the code's. It takes as long when it is not. */
export function isCode(code: string, tokenHash: Uint8Array, codeHash: Uint8Array): boolean {
  return timingSafeEqual(hashCode(tokenHash, code), codeHash);
}
