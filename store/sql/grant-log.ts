import { sql } from 'kysely';
import type { GrantAct, GrantEvent } from '../../domain/grant';
import type { Instant } from '../../domain/instant';
import { appendAudit } from './audit';
import { json, type Trx } from './database';
import { addDispatchForRelay } from './dispatches';

/** Writes down what happened to a grant, with its audit row, under the lock of its request. */
export async function noteGrant(
  trx: Trx,
  at: Instant,
  grantId: string,
  { by, because }: Pick<GrantEvent, 'by' | 'because'>,
  act: GrantAct,
): Promise<void> {
  const { last } = await trx
    .selectFrom('grant_event')
    .select(({ fn }) => fn.max('seq').as('last'))
    .where('grant_id', '=', grantId)
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('grant_event')
    .values({ grant_id: grantId, seq: (last ?? 0) + 1, at: new Date(at), made_by: by, because, act: json(act) })
    .execute();
  await appendAudit(trx, grantId, at, { kind: `grant-${act.kind}`, actor: by, note: because, detail: { ...act } });
}

/** Has the grant looked at: something about it, or around it, has changed. Nothing happens when nothing was granted by that request. */
export async function tellGrant(trx: Trx, grantId: string): Promise<void> {
  const grant = await trx.selectFrom('access_grant').select('id').where('id', '=', grantId).executeTakeFirst();
  if (grant) await addDispatchForRelay(trx, grantId, { type: 'grant', grantId });
}

/** The same for all that nobody was told of since the current sealing key first sealed: what runs for years must not need the key before it. */
export async function tellUnattended(trx: Trx): Promise<void> {
  const unattended = await trx
    .selectFrom('access_grant')
    .select('id')
    .where(
      sql<boolean>`not exists (
        select from dispatch where message ->> 'type' = 'grant' and request_id = access_grant.id
        and created_at >= coalesce((select max(first_used_at) from sealing_key), '-infinity'))`,
    )
    .where(
      sql<boolean>`not exists (
        select from grant_event where grant_id = access_grant.id and act ->> 'kind' = 'revoked')`,
    )
    .execute();
  for (const { id } of unattended) await addDispatchForRelay(trx, id, { type: 'grant', grantId: id });
}
