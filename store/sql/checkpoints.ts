import { type Selectable, sql } from 'kysely';
import type { AuditHead, Checkpoint, LostHead } from '../../domain/checkpoint';
import { checkpointHash, noCheckpoint, pathOfHead, rootOfHeads, signCheckpoint } from '../../secrets/checkpoint';
import type { AuditKey } from '../../secrets/audit-key';
import type { CheckpointOutcome, CheckpointStore } from '../port';
import { type Db, instant, readClock, readTogether, type Trx } from './database';
import type { Database } from './schema';

/** Any number that nothing else in this database locks. */
const writing = 4_711_001;
const batch = 1_000;
const lostShown = 20;

/** Signed roots over the newest audit row of every request. */
export function createCheckpointStore(db: Db): CheckpointStore {
  return {
    write: (key, olderThanMs) => db.transaction().execute((trx) => write(trx, key, olderThanMs)),
    list: async (limit) => (await newest(db).limit(limit).execute()).map(toCheckpoint),
    covering: (requestId) =>
      readTogether(db, async (trx) => {
        const row = await newest(trx).limit(1).executeTakeFirst();
        if (!row) return undefined;
        const heads = await coveredHeads(trx);
        const head = heads.find((each) => each.requestId === requestId);
        const path = pathOfHead(heads, requestId);
        return head && path && { checkpoint: toCheckpoint(row), head: { seq: head.seq, hash: head.hash }, path };
      }),
    lost: (limit) => lostHeads(db, limit),
  };
}

const newest = (db: Db) => db.selectFrom('checkpoint').selectAll().orderBy('number', 'desc');

async function write(trx: Trx, key: AuditKey, olderThanMs: number): Promise<CheckpointOutcome> {
  await sql`select pg_advisory_xact_lock(${writing})`.execute(trx);
  const at = await readClock(trx);
  const last = await newest(trx).limit(1).executeTakeFirst();
  if (last && at - instant(last.at) < olderThanMs) return { kind: 'not-due' };
  const lost = await lostHeads(trx, lostShown);
  if (lost.length > 0) return { kind: 'lost', lost };
  const heads = await presentHeads(trx);
  if (heads.length === 0) return { kind: 'not-due' };

  const checkpoint: Checkpoint = signCheckpoint(key, {
    number: (last?.number ?? 0) + 1,
    at,
    requests: heads.length,
    root: rootOfHeads(heads),
    previous: last ? checkpointHash(toCheckpoint(last)) : noCheckpoint,
  });
  const before = new Map((await coveredHeads(trx)).map(({ requestId, seq }) => [requestId, seq]));
  await trx
    .insertInto('checkpoint')
    .values({ ...checkpoint, at: new Date(at) })
    .execute();
  const moved = heads.filter(({ requestId, seq }) => before.get(requestId) !== seq);
  for (let from = 0; from < moved.length; from += batch) {
    const rows = moved.slice(from, from + batch).map(({ requestId, seq, hash }) => ({
      request_id: requestId,
      checkpoint: checkpoint.number,
      seq,
      hash: Buffer.from(hash, 'hex'),
    }));
    await trx.insertInto('checkpoint_head').values(rows).execute();
  }
  return { kind: 'written', checkpoint };
}

/** The newest row of each request's audit now. */
async function presentHeads(db: Db): Promise<readonly AuditHead[]> {
  const rows = await db
    .selectFrom('audit_event')
    .distinctOn('request_id')
    .select(['request_id', 'seq', 'hash'])
    .orderBy('request_id')
    .orderBy('seq', 'desc')
    .execute();
  return rows.map(toHead);
}

/** The same as the newest checkpoint has it. */
async function coveredHeads(db: Db): Promise<readonly AuditHead[]> {
  const rows = await db
    .selectFrom('checkpoint_head')
    .distinctOn('request_id')
    .select(['request_id', 'seq', 'hash'])
    .orderBy('request_id')
    .orderBy('checkpoint', 'desc')
    .execute();
  return rows.map(toHead);
}

async function lostHeads(db: Db, limit: number): Promise<readonly LostHead[]> {
  const rows = await db
    .selectFrom('checkpoint_head as head')
    .leftJoin('audit_event as event', (join) =>
      join.onRef('event.request_id', '=', 'head.request_id').onRef('event.seq', '=', 'head.seq'),
    )
    .select(['head.checkpoint', 'head.request_id', 'head.seq'])
    .where('event.hash', 'is distinct from', (where) => where.ref('head.hash'))
    .orderBy('head.checkpoint')
    .orderBy('head.request_id')
    .limit(limit)
    .execute();
  return rows.map(({ checkpoint, request_id: requestId, seq }) => ({ checkpoint, requestId, seq }));
}

function toHead(row: { readonly request_id: string; readonly seq: number; readonly hash: Uint8Array }): AuditHead {
  return { requestId: row.request_id, seq: row.seq, hash: Buffer.from(row.hash).toString('hex') };
}

function toCheckpoint({ at, ...row }: Selectable<Database['checkpoint']>): Checkpoint {
  const { number, requests, root, previous, key, signature } = row;
  return { number, at: instant(at), requests, root, previous, key, signature };
}
