import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditEvent } from '../../domain/audit';
import type { Instant } from '../../domain/instant';
import type { AuditStore, NewEvent } from '../port';
import { type Db, json, type Trx, underLock } from './database';

const genesis = Buffer.alloc(32);

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
  const event: AuditEvent = { requestId, seq: (last?.seq ?? 0) + 1, at, kind, actor, note, detail };
  const previous = last ? Buffer.from(last.hash) : genesis;
  await trx
    .insertInto('audit_event')
    .values({
      request_id: requestId,
      seq: event.seq,
      at: new Date(at),
      kind,
      actor,
      note,
      detail: json(detail),
      previous_hash: previous,
      hash: hashOf(previous, event),
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

    async firstBroken(requestId) {
      let previous: Buffer = genesis;
      let expected = 1;
      for (const row of await rows(requestId, 0)) {
        const hash = hashOf(previous, toEvent(row));
        if (row.seq !== expected || !previous.equals(row.previous_hash) || !hash.equals(row.hash)) return expected;
        previous = hash;
        expected += 1;
      }
      return undefined;
    },
  };
}

type Row = Omit<AuditEvent, 'requestId' | 'at'> & { request_id: string; at: Date };

function toEvent({ request_id: requestId, seq, at, kind, actor, note, detail }: Row): AuditEvent {
  return { requestId, seq, at: at.getTime(), kind, actor, note, detail };
}

function hashOf(previous: Uint8Array, event: AuditEvent): Buffer {
  return createHash('sha256').update(previous).update(canonicalize(event)!).digest();
}
