import { type AuditKey, isSignedBy } from './audit-key';
import { canonical } from './digest';

/** What the operator's audit key has signed, with that key. Hex. */
export interface Signed {
  readonly key: string;
  readonly signature: string;
}

/** Signs the content as a document of that format, so that what is signed as the one can never pass for the other. */
export function signDocument<C extends object>(format: string, key: AuditKey, content: C): C & Signed {
  const named = { ...content, key: key.publicKey };
  return { ...named, signature: key.sign(bytesOf(format, named)) };
}

/** Whether the key that it names has signed it as it is. Whose key that is must be known otherwise. */
export function isSignedDocument(format: string, { signature, ...named }: Signed): boolean {
  return isSignedBy(named.key, bytesOf(format, named), signature);
}

function bytesOf(format: string, content: object): Buffer {
  return Buffer.from(`${format}\n${canonical(content)}`);
}
