import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AuditKey, auditKeyOf } from '../secrets/audit-key';

/** In the data folder. */
export const auditKeyFile = 'audit-key';

/** The key that signs checkpoints: the one that is given, or that of the file; undefined when there is neither. */
export function findAuditKey(given: string | undefined, file: string): AuditKey | undefined {
  if (given !== undefined) return auditKeyOf(Buffer.from(given, 'base64'));
  return existsSync(file) ? auditKeyOf(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')) : undefined;
}

/** The same, made when it is missing. Whoever has the file can sign in the operator's name: it is readable by its owner only. */
export function loadAuditKey(given: string | undefined, file: string): AuditKey {
  const found = findAuditKey(given, file);
  if (found) {
    if (given === undefined) chmodSync(file, 0o600);
    return found;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const secret = randomBytes(32);
  writeFileSync(file, `${secret.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return auditKeyOf(secret);
}
