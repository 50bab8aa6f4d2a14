import { sql } from 'kysely';
import type { Chain } from '../../domain/chain';
import { sift } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import { refuseWithdrawal } from '../../domain/refuse-order';
import { digestOf } from '../../secrets/digest';
import type { NewRequest, OrderOutcome, RequestFile, RequestFilter, RequestStore, StartOutcome } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, json, readClock, readTogether, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile, readFiles, toRequest } from './files';
import { tellGrant } from './grant-log';
import { promisePayment } from './payments';
import { readRevisions, revise } from './revisions';
import { closeTasks } from './tasks';
import { takeBack } from './withdrawals';

export function createRequestStore(db: Db): RequestStore {
  return {
    start: (request) => start(db, request),
    file: (id) => readTogether(db, async (trx) => readFile(trx, id, await readClock(trx))),
    list: (filter) => readTogether(db, (trx) => list(trx, filter)),
    settle: (id) => settle(db, id),
    withdraw: (id, by, reason) => withdraw(db, id, by, reason),
    migrate: (id, chain, by, reason) => migrate(db, id, chain, by, reason),
    revisions: (id) => readRevisions(db, id),
  };
}

function start(db: Db, request: NewRequest): Promise<StartOutcome> {
  return db.transaction().execute((trx) => startIn(trx, request));
}

/** What an earlier start with the same key has come to; undefined when there was none. */
export async function startedBefore(
  trx: Trx,
  { ask, idempotencyKey }: Pick<NewRequest, 'ask' | 'idempotencyKey'>,
): Promise<Exclude<StartOutcome, { kind: 'started' }> | undefined> {
  const earlier = await trx
    .selectFrom('request')
    .selectAll()
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  if (!earlier) return undefined;
  return earlier.body_digest === digestOf(ask)
    ? { kind: 'repeated', request: toRequest(earlier) }
    : { kind: 'key-reused', requestId: earlier.id };
}

/** Starts a request within a transaction that does more. */
export async function startIn(trx: Trx, request: NewRequest): Promise<StartOutcome> {
  const { id, ask, chain, startedBy, idempotencyKey, toPay = false } = request;
  const digest = digestOf(ask);
  const row = await trx
    .insertInto('request')
    .values({
      id,
      mls_id: ask.mls.id,
      plan_id: ask.plan.id,
      developer_id: ask.requester.id,
      ask: json(ask),
      digest,
      chain: json(chain),
      started_by: json(startedBy),
      idempotency_key: idempotencyKey,
      body_digest: digest,
    })
    .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) return (await startedBefore(trx, request))!;
  if (toPay) await promisePayment(trx, id, ask.requester.id);
  const note = `${startedBy.name} started the request for ${ask.requester.name}: ${askedWords(ask)}.`;
  await appendAudit(trx, id, instant(row.created_at), {
    kind: 'request-started',
    actor: startedBy.name,
    note,
    detail: { digest, chainVersion: chain.version, chainDigest: digestOf(chain) },
  });
  return { kind: 'started', request: toRequest(row), dispatch: await addDispatch(trx, id, { type: 'start' }) };
}

function askedWords({ plan, mls, change }: NewRequest['ask']): string {
  const what = plan.id === null ? `a key, asked of ${mls.name} directly` : `${plan.name} of ${mls.name}`;
  if (!change) return what;
  return `${change.kind === 'renewal' ? 'the renewal' : 'a change'} of what was granted (${what})`;
}

async function list(
  trx: Trx,
  { search, settled, needsStaff, kind, developerId, limit, offset }: RequestFilter,
): Promise<readonly RequestFile[]> {
  let query = trx.selectFrom('request').selectAll('request');
  if (settled !== undefined) {
    const isSettled = sql<boolean>`exists (select from outcome where request_id = request.id)`;
    query = query.where(isSettled, '=', settled);
  }
  if (needsStaff !== undefined) {
    const hasTask = sql<boolean>`exists (select from task where request_id = request.id and closed_at is null)`;
    query = query.where(hasTask, '=', needsStaff);
  }
  if (kind !== undefined) query = query.where(sql<string>`ask ->> 'kind'`, '=', kind);
  if (developerId !== undefined) query = query.where('developer_id', '=', developerId);
  if (search) query = query.where(matching(search));
  const rows = await query
    .orderBy('request.created_at', 'desc')
    .orderBy('request.id')
    .limit(limit)
    .offset(offset)
    .execute();
  return readFiles(trx, rows, await readClock(trx));
}

/** Whether a request's ids or names hold the text; case does not matter. */
export function matching(search: string) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`concat_ws(' ', request.id, ask #>> '{mls,name}', ask #>> '{plan,name}', ask #>> '{requester,name}',
    ask #>> '{requester,company}', ask #>> '{requester,email}', ask #>> '{product,name}') ilike ${pattern}`;
}

function settle(db: Db, id: string): Promise<RequestFile> {
  return underLock(db, id, async (trx, at) => {
    const judged = (await readFile(trx, id, at))!;
    const { standing } = judged;
    if (standing.state === 'pending') return judged;
    const first = await trx
      .insertInto('outcome')
      .values({ request_id: id, state: standing.state, because: standing.because, settled_at: new Date(at) })
      .onConflict((conflict) => conflict.columns(['request_id', 'state']).doNothing())
      .returning('request_id')
      .executeTakeFirst();
    if (first) {
      await appendAudit(trx, id, at, {
        kind: `request-${standing.state}`,
        actor: 'Countersign',
        note: standing.because,
      });
      await closeTasks(trx, id, at, 'Countersign');
      if (standing.state === 'approved' && judged.request.ask.kind === 'registration') await activate(trx, judged);
      // What was granted by it, or changed, counts no more.
      if (standing.state === 'revoked') await tellGrant(trx, judged.request.ask.change?.grantId ?? id);
    }
    return judged;
  });
}

function withdraw(db: Db, id: string, by: string, reason: string): Promise<OrderOutcome> {
  const record = async (trx: Trx, at: Instant): Promise<OrderOutcome> => {
    const { chain, facts } = (await readFile(trx, id, at))!;
    const refusal = refuseWithdrawal(chain, sift(chain, facts), at);
    if (refusal) return { kind: 'refused', refusal };
    return takeBack(trx, at, id, by, reason);
  };
  return underLock(db, id, record, () => ({ kind: 'unknown' }));
}

function migrate(db: Db, id: string, chain: Chain, by: string, reason: string): Promise<OrderOutcome> {
  const record = async (trx: Trx, at: Instant): Promise<OrderOutcome> => {
    const file = (await readFile(trx, id, at))!;
    const refusal = refuseWithdrawal(file.chain, sift(file.chain, file.facts), at);
    if (refusal) return { kind: 'refused', refusal };
    await revise(trx, at, file, { ask: file.request.ask, chain, by, because: reason });
    await appendAudit(trx, id, at, {
      kind: 'chain-migrated',
      actor: by,
      note: `${by} moved the request from version ${file.chain.version} of the chain to version ${chain.version}: ${reason}`,
      detail: { chainDigest: digestOf(chain) },
    });
    return { kind: 'recorded', dispatch: await addDispatch(trx, id, { type: 'changed' }) };
  };
  return underLock(db, id, record, () => ({ kind: 'unknown' }));
}

/** The operator let the developer in. */
async function activate(trx: Trx, { request, at }: RequestFile): Promise<void> {
  const { id, name } = request.ask.requester;
  const active = await trx
    .updateTable('developer')
    .set({ activated_at: new Date(at) })
    .where('id', '=', id)
    .where('activated_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!active) return;
  const note = `${name} is activated as a developer.`;
  await appendAudit(trx, request.id, at, { kind: 'developer-activated', actor: 'Countersign', note });
}
