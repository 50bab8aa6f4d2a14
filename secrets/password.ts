import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the library's defaults, which follow OWASP's minimum (19 MiB, 2 passes). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Takes the same time for an unknown person (`stored` undefined), so that addresses cannot be probed. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await nobody), password);
  return stored !== undefined && matches;
}

/** Five groups of four letters and digits: about 100 bits, and readable once from a terminal. */
export function newPassword(): string {
  return randomBytes(20).toString('base64url').replace(/[-_]/g, 'x').slice(0, 20).match(/.{4}/g)!.join('-');
}

const nobody = hash(randomBytes(16).toString('hex'));
