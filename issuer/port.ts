import type { KeySpec, MakerName } from '../domain/credential';
import type { KeyKind } from '../domain/plan';

/** A key as the issuer knows it; never its secret. */
export interface IssuedKey {
  readonly id: string;
  readonly enabled: boolean;
}

/** A key just made. The secret is in this answer and nowhere else. */
export interface MadeKey {
  readonly keyId: string;
  /** By what name an OpenID Connect client signs in beside its secret; null for other kinds. No secret. */
  readonly clientId: string | null;
  readonly secret: string;
}

/** Nothing is settled: the issuer is away, busy, or its answer was lost. The same call may be repeated, once `retryAfterMs` have passed if it says so. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null = null) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A no that only people can cure. The message is for staff: what is wrong and what to do. */
export class IssuerRefused extends Error {
  override readonly name = 'IssuerRefused';
  /** Tells one reason from another: "1010", "limits". */
  readonly code: string;
  /** What the issuer itself said, where that helps; not for logs, since it may repeat what we sent. */
  readonly said: string | null;

  constructor(code: string, message: string, said: string | null = null) {
    super(message);
    this.code = code;
    this.said = said;
  }
}

/**
 * Where keys are made. No issuer is trusted to be idempotent: a key is found again by the marker it was made with.
 * Every method but `makes` throws IssuerUnavailable or IssuerRefused where the issuer is a service of somebody else.
 */
export interface Issuer {
  /** As it stands on every credential that it made. */
  readonly name: MakerName;
  /** Whether it makes keys of that kind. */
  makes(kind: KeyKind): boolean;
  /** All keys that were made with the marker, enabled or not. @param spec what they were made for: it says whose keys to look through */
  find(marker: string, spec: KeySpec): Promise<readonly IssuedKey[]>;
  /** Makes an enabled key; one that cannot be made with all its limits is refused before anything is made. */
  issue(marker: string, spec: KeySpec): Promise<MadeKey>;
  /** Safe to repeat, also when the key is gone. */
  disable(keyId: string): Promise<void>;
  /** Lets a disabled key work again, under the limits it was made with. Safe to repeat. */
  enable(keyId: string): Promise<void>;
}

/** The issuers that are set up. */
export interface Issuers {
  /** Who makes a key like that. Demo keys read our own example data, so they are always ours. */
  of(spec: KeySpec): Issuer;
  /** Who made a key, whoever makes new ones now. @throws IssuerRefused when that issuer is not set up any more. */
  named(name: MakerName): Issuer;
}
