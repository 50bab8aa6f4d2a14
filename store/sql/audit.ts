import type { AuditEvent } from '../../domain/audit';
import type { Instant } from '../../domain/instant';
import type { AuditStore, NewEvent } from '../port';
import { firstBrokenOf, following } from './chained';
import { type Db, json, type Trx, underLock } from './database';

/** Appends to a request's chain of events. The caller holds the request's lock, so that rows follow one another without a gap. */
export async function appendAudit(
  trx: Trx,
  requestId: string,
  at: Instant,
  { kind, actor, note, detail = {} }: NewEvent,
): Promise<void> {
  const last = await trx
    .selectFrom('audit_event')
    .select(['seq', 'hash'])
    .where('request_id', '=', requestId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const event: Omit<AuditEvent, 'seq'> = { requestId, at, kind, actor, note, detail };
  await trx
    .insertInto('audit_event')
    .values({
      request_id: requestId,
      at: new Date(at),
      kind,
      actor,
      note,
      detail: json(detail),
      ...following(last, event),
    })
    .execute();
}

export function createAuditStore(db: Db): AuditStore {
  const rows = (requestId: string, afterSeq: number) =>
    db
      .selectFrom('audit_event')
      .selectAll()
      .where('request_id', '=', requestId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .execute();

  return {
    async append(requestId, event) {
      await underLock(db, requestId, (trx, at) => appendAudit(trx, requestId, at, event));
    },

    ofRequest: async (requestId, afterSeq = 0) => (await rows(requestId, afterSeq)).map(toEvent),

    hashed: async (requestId) =>
      (await rows(requestId, 0)).map((row) => ({
        ...toEvent(row),
        previousHash: hex(row.previous_hash),
        hash: hex(row.hash),
      })),

    firstBroken: async (requestId) => firstBrokenOf(await rows(requestId, 0), toEvent),
  };
}

type Row = Omit<AuditEvent, 'requestId' | 'at'> & { request_id: string; at: Date };

function toEvent({ request_id: requestId, seq, at, kind, actor, note, detail }: Row): AuditEvent {
  return { requestId, seq, at: at.getTime(), kind, actor, note, detail };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
