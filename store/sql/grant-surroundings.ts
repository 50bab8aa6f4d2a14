import { sql } from 'kysely';
import type { TermsMark } from '../../domain/grant';
import type { GrantSurroundings } from '../port';
import { type Db, readClock, readTogether, type Trx } from './database';
import { addDispatchForRelay } from './dispatches';
import { readGrant } from './grant-files';

/** The SHA-256 of a plan's terms as `termsHash` makes it. */
const hashOfTerms = sql<string>`encode(sha256(convert_to(data_plan.terms, 'UTF8')), 'hex')`;

/**
 * The directories of those MLSs have been written anew: grants whose terms may have changed with them, or whose holder has left or is back, are
 * to be looked at.
 */
export async function tellGrantsAround(trx: Trx, mlsIds: readonly string[]): Promise<void> {
  if (mlsIds.length === 0) return;
  const touched = await trx
    .selectFrom('access_grant')
    .innerJoin('request', 'request.id', 'access_grant.id')
    .leftJoin('data_plan', 'data_plan.id', 'request.plan_id')
    .leftJoin('member', (join) =>
      join
        .onRef('member.mls_id', '=', 'request.mls_id')
        .on('member.user_name', '=', sql<string>`request.ask #>> '{keyHolder,flexmlsUser}'`),
    )
    .select('access_grant.id')
    .where('request.mls_id', 'in', mlsIds)
    .where(({ or, eb }) =>
      or([
        eb(hashOfTerms, '<>', sql<string>`request.ask ->> 'termsHash'`),
        eb('member.has_left', '=', true),
        sql<boolean>`exists (select from grant_event where grant_id = access_grant.id and act ->> 'kind' = 'left')`,
      ]),
    )
    .execute();
  for (const { id } of touched) await addDispatchForRelay(trx, id, { type: 'grant', grantId: id });
}

/** The terms of a data plan as they are now; null when there is no such plan. */
export async function termsNow(trx: Trx, planId: string | null): Promise<TermsMark | null> {
  const row = await trx
    .selectFrom('data_plan')
    .select(['terms_version as version', hashOfTerms.as('hash')])
    .where('id', '=', planId ?? '')
    .executeTakeFirst();
  return row ?? null;
}

/** What the MLS's directory says today about what a grant rests on. */
export function readSurroundings(db: Db, id: string): Promise<GrantSurroundings> {
  return readTogether(db, async (trx): Promise<GrantSurroundings> => {
    const file = await readGrant(trx, id, await readClock(trx));
    if (!file) return { terms: null, isMember: null };
    const { plan, mls, keyHolder } = file.ask;
    const terms = await termsNow(trx, plan.id);
    if (keyHolder.flexmlsUser === null) return { terms, isMember: null };
    const members = trx.selectFrom('member').select('has_left').where('mls_id', '=', mls.id);
    const member = await members.where('user_name', '=', keyHolder.flexmlsUser).executeTakeFirst();
    // A list that never named them says nothing.
    return { terms, isMember: member ? !member.has_left : null };
  });
}
