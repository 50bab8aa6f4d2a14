import type { Selectable } from 'kysely';
import type { RegisterChange } from '../../domain/register-change';
import { instant, type Trx } from './database';
import type { Database } from './schema';

export async function readChange(trx: Trx, mlsId: string, id: string): Promise<RegisterChange | undefined> {
  const changes = trx.selectFrom('register_change').selectAll().where('mls_id', '=', mlsId);
  const row = await changes.where('id', '=', id).executeTakeFirst();
  return row && toChange(row);
}

/** Those that may still come into force, oldest first. */
export async function readOpenChanges(trx: Trx, mlsId: string): Promise<readonly RegisterChange[]> {
  const rows = await trx
    .selectFrom('register_change')
    .selectAll()
    .where('mls_id', '=', mlsId)
    .where('applied_at', 'is', null)
    .where('stopped', 'is', null)
    .orderBy('proposed_at')
    .execute();
  return rows.map(toChange);
}

export function toChange(row: Selectable<Database['register_change']>): RegisterChange {
  return {
    id: row.id,
    mlsId: row.mls_id,
    kind: row.kind,
    approverId: row.approver_id,
    before: row.before,
    after: row.after,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedAt: instant(row.proposed_at),
    confirmedBy: row.confirmed_by,
    confirmedAt: instant(row.confirmed_at),
    inForceAt: instant(row.in_force_at),
    appliedAt: instant(row.applied_at),
    stopped: row.stopped,
  };
}
