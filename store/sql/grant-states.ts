import { type RawBuilder, sql } from 'kysely';
import type { GrantState } from '../../domain/grant';
import type { Instant } from '../../domain/instant';

const dayMs = 86_400_000;

/**
 * Whether a row of `access_grant` stands so at `at`: `grantStanding` in SQL, for lists that must not load every grant to show a few. The
 * contract suite holds the two against each other. All in milliseconds, since a day of the database may have 23 hours.
 */
export function standsAs(state: GrantState, at: Instant): RawBuilder<boolean> {
  return sql<boolean>`${state} = (
    with happened as (
      select seq, act, act ->> 'kind' as kind from grant_event as event
      where grant_id = access_grant.id and not (act ->> 'kind' in ('renewed', 'amended') and exists (
        select from grant_event as back
        where back.grant_id = event.grant_id and back.act ->> 'kind' = 'taken-back' and back.act ->> 'requestId' = event.act ->> 'requestId'
      ))
    ), departure as (
      select (act ->> 'endsAt')::bigint as ends_at from happened as leaving
      where kind = 'left' and not exists (
        select from happened as later where later.seq > leaving.seq and later.kind in ('left', 'stayed', 'amended')
      )
    ), span as (
      select
        greatest(extract(epoch from first_until) * 1000, max((act ->> 'until')::bigint) filter (where kind = 'renewed')) as until,
        (select ends_at from departure) as departs_at
      from happened
    )
    select case
      when exists (select from happened where kind = 'revoked') then 'revoked'
      when least(until + (term ->> 'graceDays')::int * ${sql.lit(dayMs)}::bigint, departs_at) <= ${at} then 'ended'
      when exists (
        select from happened as suspension where kind = 'suspended' and not exists (
          select from happened as later
          where later.seq > suspension.seq and later.kind = 'reinstated' and later.act ->> 'cause' = suspension.act ->> 'cause'
        )
      ) then 'suspended'
      when departs_at is not null then 'in-transition'
      when until - (term ->> 'noticeDays')::int * ${sql.lit(dayMs)}::bigint <= ${at} then 'renewal-due'
      else 'active'
    end from span
  )`;
}
