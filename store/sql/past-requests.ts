import { sql } from 'kysely';
import type { DirectoryStore, Durations } from '../port';
import type { Db } from './database';

/** What earlier requests say about an MLS and a developer. */
export function createPastRequests(db: Db): Pick<DirectoryStore, 'durations' | 'acquaintance'> {
  return {
    durations: (mlsId) => durations(db, mlsId),
    async acquaintance(developerId, mlsId, except = '') {
      const { rows } = await sql<{ approved: boolean; revoked: boolean; here: boolean }>`
        select
          coalesce(bool_or(exists (select from outcome where request_id = request.id and state = 'approved')), false) as approved,
          coalesce(bool_or(exists (select from outcome where request_id = request.id and state = 'revoked')), false) as revoked,
          coalesce(bool_or(mls_id = ${mlsId}), false) as here
        from request join mls on mls.id = mls_id and not is_operator
        where developer_id = ${developerId} and request.id != ${except}`.execute(db);
      const { approved, revoked, here } = rows[0]!;
      return { standing: revoked ? 'revoked' : approved ? 'known' : 'new', isFirst: !here };
    },
  };
}

async function durations(db: Db, mlsId: string): Promise<Durations> {
  const { rows } = await sql<{ closed: string; half: number | null; most: number | null }>`
    select count(*) as closed,
      percentile_cont(0.5) within group (order by took) as half,
      percentile_cont(0.9) within group (order by took) as most
    from (
      select extract(epoch from min(settled_at) - request.created_at) * 1000 as took
      from request join outcome on outcome.request_id = request.id
      where mls_id = ${mlsId} and state in ('approved', 'denied')
      group by request.id
    ) as closed_requests`.execute(db);
  const { closed, half, most } = rows[0]!;
  return { closed: Number(closed), medianMs: whole(half), p90Ms: whole(most) };
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
