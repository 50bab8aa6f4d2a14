import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keys by id, 32 bytes each. The current one seals; all of them open, so that keys can be rotated. */
export interface Keyring {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** Authenticated encryption at rest (AES-256-GCM). `context` names what is sealed; it must be the same to open it again. */
export interface Seal {
  seal(context: string, plain: Uint8Array): Uint8Array;
  /** @throws UnsealError when the key is missing, the context differs or a byte was changed. */
  open(context: string, sealed: Uint8Array): Uint8Array;
}

export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

const format = 1;
const ivLength = 12;
const tagLength = 16;

/** @throws RangeError when the keyring lacks its current key or holds one of the wrong length. */
export function createSeal(keyring: Keyring): Seal {
  const current = keyring.keys.get(keyring.current);
  if (!current) throw new RangeError(`The current key "${keyring.current}" is not in the keyring.`);
  for (const [id, key] of keyring.keys) {
    if (key.length !== 32) throw new RangeError(`Key "${id}" has ${key.length} bytes; it needs 32.`);
  }

  return {
    // Layout: format 1 | key id length 1 | key id | iv 12 | tag 16 | ciphertext
    seal(context, plain) {
      const keyId = Buffer.from(keyring.current);
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', current, iv).setAAD(additionalData(keyring.current, context));
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Uint8Array.of(format, keyId.length), keyId, iv, cipher.getAuthTag(), ciphertext]);
    },

    open(context, sealed) {
      const bytes = Buffer.from(sealed);
      const keyIdLength = bytes[1] ?? 0;
      const body = 2 + keyIdLength;
      if (bytes[0] !== format || bytes.length < body + ivLength + tagLength)
        throw new UnsealError('Not a sealed value.');
      const keyId = bytes.toString('utf8', 2, body);
      const key = keyring.keys.get(keyId);
      if (!key) throw new UnsealError(`Sealed with key "${keyId}", which is not in the keyring.`);
      const iv = bytes.subarray(body, body + ivLength);
      const tag = bytes.subarray(body + ivLength, body + ivLength + tagLength);
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
      decipher.setAAD(additionalData(keyId, context)).setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(bytes.subarray(body + ivLength + tagLength)), decipher.final()]);
      } catch (cause) {
        throw new UnsealError(`Cannot open what was sealed as "${context}": another context, or changed bytes.`, {
          cause,
        });
      }
    },
  };
}

function additionalData(keyId: string, context: string): Buffer {
  return Buffer.from(`${keyId}\n${context}`);
}
