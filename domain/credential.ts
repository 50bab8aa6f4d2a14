import type { Instant } from './instant';
import type { Limits } from './limits';
import type { DataRole, KeyHolder, KeyKind } from './plan';
import type { Ask } from './request';

/** Whom an issuer may know a key by. */
export interface KeyDeveloper {
  readonly name: string;
  readonly company: string;
  readonly email: string;
}

/** What a key is made for: everything an issuer needs, nothing it does not. */
export interface KeySpec {
  /** A demo key reads example data only. */
  readonly environment: 'demo' | 'live';
  readonly kind: KeyKind;
  readonly role: DataRole;
  readonly mlsId: string;
  readonly keyHolder: KeyHolder;
  readonly name: string;
  /** Who asked for it. Left out where an issuer keeps no names, as in keys of earlier days. */
  readonly developer?: KeyDeveloper;
  /** The product's web address. */
  readonly productUrl?: string;
  /** Where an OpenID Connect client sends agents back to after they signed in. */
  readonly redirectUri?: string;
  /** The conditions under which it was approved, all of them together. */
  readonly limits: Limits;
}

/** What a key is made for that a request asks for, under these limits. */
export function keySpecOf(ask: Ask, limits: Limits): KeySpec {
  const { kind, plan, mls, keyHolder, product, requester, statement } = ask;
  const { name, company, email } = requester;
  return {
    environment: kind === 'registration' ? 'demo' : 'live',
    kind: plan.keyKind,
    role: plan.role,
    mlsId: mls.id,
    keyHolder,
    name: product.name,
    developer: { name, company, email },
    ...(product.url === null ? {} : { productUrl: product.url }),
    ...(statement?.redirectUri ? { redirectUri: statement.redirectUri } : {}),
    limits,
  };
}

/** Whether a key that was made for the one will do for the other: product and developer may have new names, what it may do has not changed. */
export function isSameKey(one: KeySpec, other: KeySpec): boolean {
  const essence = ({ environment, kind, role, mlsId, keyHolder, redirectUri, limits }: KeySpec) => {
    const { readOnly, ips, userAgent, noReplication, until, domains } = limits;
    const { kind: holder, flexmlsUser } = keyHolder;
    const rights = [environment, kind, role, mlsId, holder, flexmlsUser, redirectUri ?? null];
    return JSON.stringify([...rights, readOnly, ips, userAgent, noReplication, until, domains]);
  };
  return essence(one) === essence(other);
}

/** Who makes keys. `spark-api`: the operator's key administration. `oidc`: an OpenID Connect provider. `by-hand`: the MLS, or a person at the operator; only recorded here. */
export const issuerNames = ['builtin', 'spark-api', 'oidc', 'by-hand'] as const;
export type IssuerName = (typeof issuerNames)[number];
/** Those that can be told to make and disable keys. */
export type MakerName = Exclude<IssuerName, 'by-hand'>;

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
  /** By what name an OpenID Connect client signs in beside its secret; null for other kinds. */
  readonly clientId: string | null;
  readonly spec: KeySpec;
  readonly issuedAt: Instant;
  readonly pickUpUntil: Instant;
  readonly pickedUpAt: Instant | null;
  /** Null: not yet, or nobody here would notice. */
  readonly firstUsedAt: Instant | null;
  /** Being replaced: how long it goes on once the new key was picked up. Null: not at all. */
  readonly overlapMs: number | null;
  /** Switched off since then, for as long as what it was granted for is suspended. */
  readonly heldAt: Instant | null;
  readonly disabledAt: Instant | null;
  readonly disabledBecause: string | null;
}

/** Whether its secret can still be picked up. */
export function isWaiting({ pickedUpAt, disabledAt, pickUpUntil }: Credential, at: Instant): boolean {
  return pickedUpAt === null && disabledAt === null && at < pickUpUntil;
}
