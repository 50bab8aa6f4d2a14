import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Dispatch, Message } from '../../client/port';
import type { DispatchStore } from '../port';
import { type Db, json, type Trx } from './database';

/** Notes, in the transaction that records the fact, that the workflow must be told of it. Whoever recorded the fact tells it at once. */
export async function addDispatch(trx: Trx, requestId: string, message: Message): Promise<Dispatch> {
  const dispatch: Dispatch = { id: randomUUID(), requestId, message };
  await trx.insertInto('dispatch').values(toRow(dispatch)).execute();
  return dispatch;
}

/** The same where nobody is there to tell it, in an activity say: the relay takes it up with its next sweep. */
export async function addDispatchForRelay(trx: Trx, requestId: string, message: Message): Promise<void> {
  const row = { ...toRow({ id: randomUUID(), requestId, message }), claimed_until: sql<Date>`'-infinity'` };
  await trx.insertInto('dispatch').values(row).execute();
}

function toRow({ id, requestId, message }: Dispatch) {
  return { id, request_id: requestId || null, message: json(message), told_at: null };
}

/** Tells every request that has asked the approver and waits for an answer; the request `except` knows. */
export async function tellWaiting(trx: Trx, approverId: string, except = ''): Promise<void> {
  const waiting = await trx
    .selectFrom('link')
    .select('request_id')
    .distinct()
    .where('approver_id', '=', approverId)
    .where('purpose', '=', 'decision')
    .where('closed_at', 'is', null)
    .where('request_id', '!=', except)
    .execute();
  for (const { request_id } of waiting) await addDispatchForRelay(trx, request_id, { type: 'changed' });
}

export function createDispatchStore(db: Db): DispatchStore {
  return {
    claim: (limit, afterMs, forMs) =>
      db.transaction().execute(async (trx) => {
        const free = trx
          .selectFrom('dispatch')
          .select('id')
          .where('told_at', 'is', null)
          .where('claimed_until', '<=', sql<Date>`clock_now() - ${afterMs} * interval '1 millisecond'`)
          .orderBy('created_at')
          .limit(limit)
          .forUpdate()
          .skipLocked();
        const rows = await trx
          .updateTable('dispatch')
          // What becomes free again is due at once: the wait is only for what a page is telling just now.
          .set({ claimed_until: sql<Date>`clock_now() + ${forMs - afterMs} * interval '1 millisecond'` })
          .where('id', 'in', free)
          .returning(['id', 'request_id', 'message', 'created_at'])
          .execute();
        return rows
          .toSorted((a, b) => a.created_at.getTime() - b.created_at.getTime())
          .map(({ id, request_id: requestId, message }) => ({ id, requestId: requestId ?? '', message }));
      }),

    async told(id) {
      await db
        .updateTable('dispatch')
        .set({ told_at: sql<Date>`clock_now()` })
        .where('id', '=', id)
        .execute();
    },
  };
}
