import type { KeySpec } from '../domain/credential';
import type { KeyKind } from '../domain/plan';

/** A key as the issuer knows it; never its secret. */
export interface IssuedKey {
  readonly id: string;
  readonly enabled: boolean;
}

/** Where keys are made. No issuer is trusted to be idempotent: a key is found again by the marker it was made with. */
export interface Issuer {
  /** Whether it makes keys of that kind. */
  makes(kind: KeyKind): boolean;
  find(marker: string): Promise<readonly IssuedKey[]>;
  /** Makes an enabled key. The secret is in this answer and nowhere else. */
  issue(marker: string, spec: KeySpec): Promise<{ readonly keyId: string; readonly secret: string }>;
  /** Safe to repeat. */
  disable(keyId: string): Promise<void>;
}
