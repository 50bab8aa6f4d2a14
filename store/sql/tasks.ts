import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Task, TaskStore } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, type Trx, underLock } from './database';
import type { Database } from './schema';

/** What waits for staff about the request. */
export function openTasks(trx: Trx, requestId: string) {
  return trx.selectFrom('task').select('id').where('request_id', '=', requestId).where('closed_at', 'is', null);
}

/** Opens a task for staff, unless the same one is open already. */
export async function openTask(
  trx: Trx,
  requestId: string,
  at: Instant,
  { stepId, note, mailId = null }: Pick<Task, 'stepId' | 'note'> & { readonly mailId?: string | null },
): Promise<void> {
  if (await openTasks(trx, requestId).where('note', '=', note).executeTakeFirst()) return;
  await trx
    .insertInto('task')
    .values({
      id: randomUUID(),
      request_id: requestId,
      step_id: stepId,
      note,
      opened_at: new Date(at),
      mail_id: mailId,
    })
    .execute();
  await appendAudit(trx, requestId, at, {
    kind: 'staff-called',
    actor: 'Countersign',
    note: `Support is needed: ${note}`,
  });
}

/** Closes what is open for the request, or for one step of it: it is going again, or has ended. */
export async function closeTasks(trx: Trx, requestId: string, at: Instant, by: string, stepId?: string): Promise<void> {
  let open = trx
    .updateTable('task')
    .set({ closed_at: new Date(at), closed_by: by })
    .where('request_id', '=', requestId)
    .where('closed_at', 'is', null);
  if (stepId !== undefined) open = open.where('step_id', '=', stepId);
  await open.execute();
}

export function createTaskStore(db: Db): TaskStore {
  const tasks = db.selectFrom('task').selectAll();
  return {
    open: async (limit) =>
      (await tasks.where('closed_at', 'is', null).orderBy('opened_at').limit(limit).execute()).map(toTask),
    ofRequest: async (requestId) =>
      (await tasks.where('request_id', '=', requestId).orderBy('opened_at').execute()).map(toTask),
    async close(id, by) {
      const row = await tasks.where('id', '=', id).executeTakeFirst();
      if (!row || row.closed_at !== null) return undefined;
      return underLock(db, row.request_id, async (trx, at) => {
        const closed = await trx
          .updateTable('task')
          .set({ closed_at: new Date(at), closed_by: by })
          .where('id', '=', id)
          .where('closed_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!closed) return undefined;
        const note = `${by} closed the task: ${row.note}`;
        await appendAudit(trx, row.request_id, at, { kind: 'staff-task-closed', actor: by, note });
        return toTask(closed);
      });
    },
  };
}

function toTask(row: Selectable<Database['task']>): Task {
  return {
    id: row.id,
    requestId: row.request_id,
    stepId: row.step_id,
    note: row.note,
    openedAt: instant(row.opened_at),
    closedAt: instant(row.closed_at),
    closedBy: row.closed_by,
  };
}
