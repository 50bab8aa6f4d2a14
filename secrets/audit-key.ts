import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Signs the operator's checkpoints. */
export interface AuditKey {
  /** 32 bytes, hex: by it others check. */
  readonly publicKey: string;
  /** Hex. */
  sign(message: Uint8Array): string;
}

/** What stands before the 32 bytes in DER: Ed25519, private (RFC 8410) and public. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The Ed25519 key of 32 secret bytes. @throws RangeError when there are more or fewer. */
export function auditKeyOf(secret: Uint8Array): AuditKey {
  if (secret.length !== 32) throw new RangeError(`An audit key has 32 bytes, not ${secret.length}.`);
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, secret]), format: 'der', type: 'pkcs8' });
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: der.subarray(publicPrefix.length).toString('hex'),
    sign: (message) => sign(null, message, key).toString('hex'),
  };
}

/** Whether the signature over the message is that key's; all but the message hex. */
export function isSignedBy(publicKey: string, message: Uint8Array, signature: string): boolean {
  const key = publicKeyOf(publicKey);
  return key !== undefined && verify(null, message, key, Buffer.from(signature, 'hex'));
}

function publicKeyOf(hex: string): KeyObject | undefined {
  if (!/^[\da-f]{64}$/.test(hex)) return undefined;
  return createPublicKey({ key: Buffer.concat([publicPrefix, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' });
}
