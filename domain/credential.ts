import type { Instant } from './instant';
import type { Limits } from './limits';
import type { DataRole, KeyHolder, KeyKind } from './plan';
import type { Ask } from './request';

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

/** What a key is made for that a request asks for, under these limits. */
export function keySpecOf({ kind, plan, mls, keyHolder, product }: Ask, limits: Limits): KeySpec {
  return {
    environment: kind === 'registration' ? 'demo' : 'live',
    kind: plan.keyKind,
    role: plan.role,
    mlsId: mls.id,
    keyHolder,
    name: product.name,
    limits,
  };
}

/** Who makes keys. `by-hand`: the MLS, or a person at the operator; only recorded here. */
export const issuerNames = ['builtin', 'by-hand'] as const;
export type IssuerName = (typeof issuerNames)[number];

/**
 * An issued key, by reference. Its secret is sealed in the store until it is picked up and never part of this record.
 * `generation` counts the keys made for one request; at most one is enabled.
 */
export interface Credential {
  readonly id: string;
  readonly requestId: string;
  readonly generation: number;
  readonly evidenceId: string;
  readonly issuer: IssuerName;
  /** Who says that they made it, for a key made by hand. */
  readonly madeBy: string | null;
  /** The issuer's own name for the key. */
  readonly keyId: string;
  readonly spec: KeySpec;
  readonly issuedAt: Instant;
  readonly pickUpUntil: Instant;
  readonly pickedUpAt: Instant | null;
  /** Null: not yet, or nobody here would notice. */
  readonly firstUsedAt: Instant | null;
  readonly disabledAt: Instant | null;
  readonly disabledBecause: string | null;
}
