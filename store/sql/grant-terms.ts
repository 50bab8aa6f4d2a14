import { sql } from 'kysely';
import { amountWords } from '../../domain/duration-words';
import { usualTerm } from '../../domain/grant';
import type { Instant } from '../../domain/instant';
import { allLimits } from '../../domain/proof';
import type { RequestFile } from '../port';
import { appendAudit } from './audit';
import { instant, json, type Trx } from './database';
import { tellGrant } from './grant-log';

/** A request has come to a key: from now on something is granted, for a term. Nothing happens when that is known, or for demo credentials. */
export async function beginGrant(trx: Trx, at: Instant, file: RequestFile): Promise<void> {
  const { request, chain } = file;
  if (request.ask.kind === 'registration') return;
  const term = chain.term ?? usualTerm;
  const until = await monthsAfter(trx, at, term.months, request.ask.mls.timeZone);
  const added = await trx
    .insertInto('access_grant')
    .values({
      id: request.id,
      began_at: new Date(at),
      first_until: new Date(await withinLimits(trx, file, until)),
      term: json(term),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('first_until')
    .executeTakeFirst();
  if (!added) return;
  await appendAudit(trx, request.id, at, {
    kind: 'grant-began',
    actor: 'Countersign',
    note: `It is granted for ${amountWords(term.months, 'month')}, then it must be approved again.`,
    detail: { until: instant(added.first_until) },
  });
  await tellGrant(trx, request.id);
}

/** The end of a renewed term: as it was asked for, or earlier where an approver said so. */
export function renewedUntil(trx: Trx, change: RequestFile, until: Instant): Promise<Instant> {
  return withinLimits(trx, change, until);
}

async function withinLimits(trx: Trx, { request, chain, facts }: RequestFile, until: Instant): Promise<Instant> {
  const { until: lastDay } = allLimits(chain, facts);
  if (lastDay === null) return until;
  const { timeZone } = request.ask.mls;
  const { rows } = await sql<{
    over: Date;
  }>`select (${lastDay}::date + 1)::timestamp at time zone ${timeZone} as over`.execute(trx);
  return Math.min(until, rows[0]!.over.getTime());
}

/** The end of the day that lies so many months later in the zone. */
async function monthsAfter(trx: Trx, at: Instant, months: number, timeZone: string): Promise<Instant> {
  const { rows } = await sql<{ over: Date }>`
    select (((${new Date(at)}::timestamptz at time zone ${timeZone})::date + make_interval(months => ${months}))::date + 1)::timestamp
      at time zone ${timeZone} as over`.execute(trx);
  return rows[0]!.over.getTime();
}
