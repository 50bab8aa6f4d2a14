import { randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/instant';
import type { NewRegisterEvent, RegisterEvent, RegisterStore, RegisterTask } from '../port';
import { firstBrokenOf, following } from './chained';
import { type Db, instant, json, readClock, type Trx } from './database';

/** Runs `work` under the lock of the MLS's register, with the one time of all that it records. Undefined when there is no such MLS. */
export function underRegisterLock<T>(
  db: Db,
  mlsId: string,
  work: (trx: Trx, at: Instant) => Promise<T>,
): Promise<T | undefined> {
  return db.transaction().execute(async (trx) => {
    const locked = await trx.selectFrom('mls').select('id').where('id', '=', mlsId).forNoKeyUpdate().executeTakeFirst();
    return locked ? work(trx, await readClock(trx)) : undefined;
  });
}

/** Appends to a register's chain of events. The caller holds the register's lock. */
export async function appendRegisterEvent(
  trx: Trx,
  mlsId: string,
  at: Instant,
  { kind, actor, note, detail = {} }: NewRegisterEvent,
): Promise<void> {
  const last = await trx
    .selectFrom('register_event')
    .select(['seq', 'hash'])
    .where('mls_id', '=', mlsId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const event: Omit<RegisterEvent, 'seq'> = { mlsId, at, kind, actor, note, detail };
  await trx
    .insertInto('register_event')
    .values({
      mls_id: mlsId,
      at: new Date(at),
      kind,
      actor,
      note,
      detail: json(detail),
      ...following(last, event),
    })
    .execute();
}

/** Opens a task for staff, unless the same one is open already. */
export async function openRegisterTask(trx: Trx, mlsId: string, at: Instant, note: string): Promise<void> {
  const opened = await trx
    .insertInto('register_task')
    .values({ id: randomUUID(), mls_id: mlsId, note, opened_at: new Date(at), closed_at: null, closed_by: null })
    .onConflict((conflict) => conflict.columns(['mls_id', 'note']).where('closed_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!opened) return;
  const event = { kind: 'task-opened', actor: 'Countersign', note: `Support is needed: ${note}` } as const;
  await appendRegisterEvent(trx, mlsId, at, event);
}

export function createRegisterLog(db: Db): Pick<RegisterStore, 'events' | 'firstBroken' | 'closeTask'> {
  const rows = (mlsId: string) =>
    db.selectFrom('register_event').selectAll().where('mls_id', '=', mlsId).orderBy('seq').execute();
  return {
    events: async (mlsId) => (await rows(mlsId)).map(toEvent),
    firstBroken: async (mlsId) => firstBrokenOf(await rows(mlsId), toEvent),
    closeTask: (mlsId, taskId, by) =>
      underRegisterLock(db, mlsId, async (trx, at) => {
        const closed = await trx
          .updateTable('register_task')
          .set({ closed_at: new Date(at), closed_by: by })
          .where('id', '=', taskId)
          .where('mls_id', '=', mlsId)
          .where('closed_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!closed) return undefined;
        const event = { kind: 'task-closed', actor: by, note: `${by} closed the task: ${closed.note}` } as const;
        await appendRegisterEvent(trx, mlsId, at, event);
        return toTask(closed);
      }),
  };
}

export async function readRegisterTasks(db: Db, mlsId: string): Promise<readonly RegisterTask[]> {
  const open = db.selectFrom('register_task').selectAll().where('mls_id', '=', mlsId).where('closed_at', 'is', null);
  return (await open.orderBy('opened_at').execute()).map(toTask);
}

function toTask({ id, note, opened_at }: { id: string; note: string; opened_at: Date }): RegisterTask {
  return { id, note, openedAt: instant(opened_at) };
}

type Row = Omit<RegisterEvent, 'mlsId' | 'at'> & { mls_id: string; at: Date };

function toEvent({ mls_id: mlsId, seq, at, kind, actor, note, detail }: Row): RegisterEvent {
  return { mlsId, seq, at: at.getTime(), kind, actor, note, detail };
}
