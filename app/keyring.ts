import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Keyring } from '../secrets/seal';

/**
 * The sealing keys: from `given` ("id:base64,id:base64", the current one first), or from `file`, which is made with a fresh key when it is missing.
 * Whoever has this file and the store can read what is sealed: it is readable by its owner only.
 * @throws RangeError when the text is not of that form.
 */
export function loadKeyring(given: string | undefined, file: string): Keyring {
  if (given !== undefined) return parseKeyring(given);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `k1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  }
  chmodSync(file, 0o600);
  return parseKeyring(readFileSync(file, 'utf8'));
}

function parseKeyring(text: string): Keyring {
  const entries = text
    .trim()
    .split(/[,\n]/)
    .map((entry): [string, Uint8Array] => {
      const [, id, key] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(entry) ?? [];
      if (id === undefined || key === undefined)
        throw new RangeError('A sealing key has the form id:base64, with 32 bytes behind the colon.');
      return [id, Buffer.from(key, 'base64')];
    });
  return { current: entries[0]![0], keys: new Map(entries) };
}
