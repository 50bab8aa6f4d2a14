import { sql } from 'kysely';
import type { Instant } from '../../domain/instant';
import { appendAudit } from './audit';
import type { Db, Trx } from './database';
import { openTasks } from './tasks';

const isQueued = sql<boolean>`outcome ->> 'kind' = 'queued'`;

/** Notes that somebody has dealt with a mail of that request, or of none; false when it waits for nobody there. */
export async function markClosed(db: Db, requestId: string | null, mailId: string, by: string): Promise<boolean> {
  const row = await db
    .updateTable('received_mail')
    .set({ closed_at: sql<Date>`clock_now()`, closed_by: by })
    .where('id', '=', mailId)
    .where('request_id', 'is not distinct from', requestId)
    .where('closed_at', 'is', null)
    .where(isQueued)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The same for a mail that lies with a request, under its lock. One task stands for all mails that wait there, so it is closed with the
 * last of them.
 */
export async function closeMail(
  trx: Trx,
  requestId: string,
  at: Instant,
  mailId: string,
  by: string,
): Promise<boolean> {
  if (!(await markClosed(trx, requestId, mailId, by))) return false;
  const waiting = await trx
    .selectFrom('received_mail')
    .select('id')
    .where('request_id', '=', requestId)
    .where('closed_at', 'is', null)
    .where(isQueued)
    .executeTakeFirst();
  if (waiting) return true;
  for (const { id } of await openTasks(trx, requestId).where('mail_id', 'is not', null).execute()) {
    const { note } = await trx
      .updateTable('task')
      .set({ closed_at: new Date(at), closed_by: by })
      .where('id', '=', id)
      .returning('note')
      .executeTakeFirstOrThrow();
    await appendAudit(trx, requestId, at, {
      kind: 'staff-task-closed',
      actor: by,
      note: `${by} closed the task: ${note}`,
    });
  }
  return true;
}
