import type { SentKey } from './bearer-keys';
import { endOfDay } from './bearer-keys';
import { isOver } from '../domain/limits';
import type { KeyHolder } from '../domain/plan';

/** What is said of a key that works (RFC 7662). Members that the standard does not know are described in docs/data-api.md. */
export interface ActiveKey {
  readonly active: true;
  readonly iss: string;
  readonly token_type: 'Bearer';
  readonly scope: string;
  /** The key's own id, which is no secret. */
  readonly client_id: string;
  readonly sub: string;
  readonly iat: number;
  /** Left out for a key without an end. */
  readonly exp?: number;
  readonly environment: 'demo' | 'live';
  readonly mls: string;
  readonly key_holder: { readonly kind: KeyHolder['kind']; readonly user: string | null };
  readonly read_only: boolean;
  readonly no_replication: boolean;
  readonly allowed_ips: readonly string[];
  readonly user_agent: string | null;
  readonly allowed_domains: readonly string[];
}

/** What is said of anything else: never why. */
export interface InactiveKey {
  readonly active: false;
}

/** Whether a key works, and what for. Where and by whom it may be used is for the API that was called to judge: it knows its caller. */
export function introspected(sent: SentKey | undefined, issuer: string): ActiveKey | InactiveKey {
  if (!sent || isOver(sent.key.spec.limits, sent.day)) return { active: false };
  const { key, zone } = sent;
  const { environment, role, mlsId, keyHolder, limits } = key.spec;
  return {
    active: true,
    iss: issuer,
    token_type: 'Bearer',
    scope: role,
    client_id: key.id,
    sub: keyHolder.flexmlsUser === null ? keyHolder.kind : `${keyHolder.kind}:${keyHolder.flexmlsUser}`,
    iat: Math.floor(key.madeAt / 1_000),
    ...(limits.until === null ? {} : { exp: endOfDay(limits.until, zone) }),
    environment,
    mls: mlsId,
    key_holder: { kind: keyHolder.kind, user: keyHolder.flexmlsUser },
    read_only: limits.readOnly,
    no_replication: limits.noReplication,
    allowed_ips: limits.ips,
    user_agent: limits.userAgent,
    allowed_domains: limits.domains,
  };
}
