import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keys by id, 32 bytes each. The current one seals; all of them open, so that keys can be rotated. */
export interface Keyring {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/**
 * Authenticated encryption at rest (AES-256-GCM), in envelopes: each value has a data key of its own, which is wrapped by the keyring's
 * current key. `context` names what is sealed; it must be the same to open it again.
 */
export interface Seal {
  /** Of the keyring, the current one first. */
  readonly keyIds: readonly string[];
  seal(context: string, plain: Uint8Array): Uint8Array;
  /** @throws UnsealError when the key is missing, the context differs or a byte was changed. */
  open(context: string, sealed: Uint8Array): Uint8Array;
  /** The same value under the current key: only its data key is wrapped anew. @throws UnsealError as `open` does. */
  reseal(context: string, sealed: Uint8Array): Uint8Array;
}

export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

/** Before there were envelopes the keyring's key sealed the value itself. */
const bareFormat = 1;
const format = 2;
const keyLength = 32;
const ivLength = 12;
const tagLength = 16;
/** What AES-256-GCM adds to what it encrypts. */
const overhead = ivLength + tagLength;
const wrappedLength = overhead + keyLength;
const leastBody: ReadonlyMap<number, number> = new Map([
  [bareFormat, overhead],
  [format, wrappedLength + overhead],
]);

/** @throws RangeError when the keyring lacks its current key or holds one of the wrong length. */
export function createSeal({ current, keys }: Keyring): Seal {
  const currentKey = keys.get(current);
  if (!currentKey) throw new RangeError(`The current key "${current}" is not in the keyring.`);
  for (const [id, key] of keys) {
    if (key.length !== keyLength) throw new RangeError(`Key "${id}" has ${key.length} bytes; it needs ${keyLength}.`);
  }

  function seal(context: string, plain: Uint8Array): Buffer {
    const dataKey = randomBytes(keyLength);
    return inEnvelope(context, dataKey, encrypt(dataKey, `data\n${context}`, plain));
  }

  // Layout: format 2 | key id length 1 | key id | wrapped data key 60 | value. Both are: iv 12 | tag 16 | ciphertext
  function inEnvelope(context: string, dataKey: Uint8Array, value: Uint8Array): Buffer {
    const keyId = Buffer.from(current);
    const wrapped = encrypt(currentKey!, `key\n${current}\n${context}`, dataKey);
    return Buffer.concat([Uint8Array.of(format, keyId.length), keyId, wrapped, value]);
  }

  function keyOf({ keyId }: Sealed): Uint8Array {
    const key = keys.get(keyId);
    if (!key) throw new UnsealError(`Sealed with key "${keyId}", which is not in the keyring.`);
    return key;
  }

  function unwrap(context: string, sealed: Sealed): { readonly dataKey: Uint8Array; readonly value: Buffer } {
    const wrapped = sealed.body.subarray(0, wrappedLength);
    const dataKey = decrypt(keyOf(sealed), `key\n${sealed.keyId}\n${context}`, wrapped, context);
    return { dataKey, value: sealed.body.subarray(wrappedLength) };
  }

  function openBare(context: string, sealed: Sealed): Buffer {
    return decrypt(keyOf(sealed), `${sealed.keyId}\n${context}`, sealed.body, context);
  }

  return {
    keyIds: [current, ...[...keys.keys()].filter((id) => id !== current)],
    seal,

    open(context, bytes) {
      const sealed = parse(bytes);
      if (sealed.format === bareFormat) return openBare(context, sealed);
      const { dataKey, value } = unwrap(context, sealed);
      return decrypt(dataKey, `data\n${context}`, value, context);
    },

    reseal(context, bytes) {
      const sealed = parse(bytes);
      if (sealed.format === bareFormat) return seal(context, openBare(context, sealed));
      const { dataKey, value } = unwrap(context, sealed);
      return inEnvelope(context, dataKey, value);
    },
  };
}

interface Sealed {
  readonly format: number;
  readonly keyId: string;
  readonly body: Buffer;
}

function parse(sealed: Uint8Array): Sealed {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const start = 2 + (bytes[1] ?? 0);
  const least = leastBody.get(bytes[0] ?? 0);
  if (least === undefined || bytes.length < start + least) throw new UnsealError('Not a sealed value.');
  return { format: bytes[0]!, keyId: bytes.toString('utf8', 2, start), body: bytes.subarray(start) };
}

function encrypt(key: Uint8Array, additionalData: string, plain: Uint8Array): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(additionalData));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

function decrypt(key: Uint8Array, additionalData: string, bytes: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(additionalData)).setAuthTag(bytes.subarray(ivLength, overhead));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(overhead)), decipher.final()]);
  } catch (cause) {
    throw new UnsealError(`Cannot open what was sealed as "${context}": another context, or changed bytes.`, { cause });
  }
}
