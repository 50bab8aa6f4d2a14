import type { Instant } from './instant';
import type { Limits } from './limits';
import type { DataRole, KeyHolder, KeyKind } from './plan';

/** What a key is made for: everything an issuer needs, nothing it does not. */
export interface KeySpec {
  /** A demo key reads example data only. */
  readonly environment: 'demo' | 'live';
  readonly kind: KeyKind;
  readonly role: DataRole;
  readonly mlsId: string;
  readonly keyHolder: KeyHolder;
  readonly name: string;
  /** The conditions under which it was approved, all of them together. */
  readonly limits: Limits;
}

/**
 * An issued key, by reference. Its secret is sealed in the store until it is picked up and never part of this record.
 * `generation` counts the keys made for one request; at most one is enabled.
 */
export interface Credential {
  readonly id: string;
  readonly requestId: string;
  readonly generation: number;
  readonly evidenceId: string;
  /** The issuer's own name for the key. */
  readonly keyId: string;
  readonly spec: KeySpec;
  readonly issuedAt: Instant;
  readonly pickUpUntil: Instant;
  readonly pickedUpAt: Instant | null;
  readonly disabledAt: Instant | null;
  readonly disabledBecause: string | null;
}
