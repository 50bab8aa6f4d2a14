import { randomUUID } from 'node:crypto';
import { keySpecOf } from '../../domain/credential';
import { sift } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import { noLimits } from '../../domain/limits';
import type { Party } from '../../domain/party';
import { allLimits, proofsOf } from '../../domain/proof';
import { type Refusal } from '../../domain/refuse';
import { refuseWithdrawal } from '../../domain/refuse-order';
import type { CredentialStore, NewHandMadeKey, OrderOutcome, RequestFile } from '../port';
import { appendAudit } from './audit';
import { type Db, json, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { insertEvidence } from './evidence';
import { readFile } from './files';
import { beginGrant } from './grant-terms';
import { closeTasks } from './tasks';
import { takeBack } from './withdrawals';

/** Keys that are made elsewhere and only recorded here: there is no secret, and nothing waits to be picked up. */
export function createHandMadeKeys(db: Db): Pick<CredentialStore, 'recordByHand' | 'recordByStaff' | 'confirmSetUp'> {
  const order = (requestId: string, record: (trx: Trx, file: RequestFile, at: Instant) => Promise<OrderOutcome>) =>
    underLock<OrderOutcome>(
      db,
      requestId,
      async (trx, at) => record(trx, (await readFile(trx, requestId, at))!, at),
      () => ({ kind: 'unknown' }),
    );
  return {
    recordByHand: (key) => underLock(db, key.requestId, (trx, at) => insert(trx, at, key)),
    recordByStaff: (requestId, by, reason) =>
      order(requestId, (trx, file, at) => recordByStaff(trx, file, at, by, reason)),
    confirmSetUp: (requestId, developer) => order(requestId, (trx, file, at) => confirmSetUp(trx, file, at, developer)),
  };
}

async function insert(trx: Trx, at: Instant, key: NewHandMadeKey): Promise<void> {
  const { id, requestId, generation, evidenceId, spec, madeBy } = key;
  const now = new Date(at);
  const added = await trx
    .insertInto('credential')
    .values({
      id,
      request_id: requestId,
      generation,
      evidence_id: evidenceId,
      key_id: `by-hand-${id}`,
      client_id: null,
      spec: json(spec),
      sealed: null,
      secret_hash: null,
      issuer: 'by-hand',
      made_by: madeBy,
      issued_at: now,
      pick_up_until: now,
      picked_up_at: now,
      held_at: null,
      disabled_at: null,
      disabled_because: null,
    })
    .onConflict((conflict) => conflict.columns(['request_id', 'generation']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!added) return;
  await appendAudit(trx, requestId, at, {
    kind: 'key-issued',
    actor: madeBy,
    note: `The key is on record as made by hand, by ${madeBy}.`,
    detail: { credentialId: id, generation, evidenceId },
  });
  await beginGrant(trx, at, (await readFile(trx, requestId, at))!);
}

async function recordByStaff(
  trx: Trx,
  { request, standing, chain, facts, credential }: RequestFile,
  at: Instant,
  by: string,
  reason: string,
): Promise<OrderOutcome> {
  const proof = standing.state === 'approved' ? proofsOf(request.ask, chain, facts).at(-1) : undefined;
  if (request.ask.kind !== 'direct-mls-contact' || !proof || credential)
    return { kind: 'refused', refusal: noKeyToMake };
  await insert(trx, at, {
    id: randomUUID(),
    requestId: request.id,
    generation: 1,
    evidenceId: proof.evidenceId,
    spec: keySpecOf(request.ask, allLimits(chain, facts)),
    madeBy: by,
  });
  await closeTasks(trx, request.id, at, by);
  await appendAudit(trx, request.id, at, {
    kind: 'staff-task-closed',
    actor: by,
    note: `${by} made the key: ${reason}`,
  });
  return { kind: 'recorded', dispatch: await addDispatch(trx, request.id, { type: 'changed' }) };
}

const noKeyToMake: Refusal = {
  code: 'unfit-order',
  because:
    'Only where an MLS that was asked directly has approved by mail, and there is no key yet, can one be recorded.',
};

/** It proves nothing about the MLS, so it is no approval: the request ends as one that its developer takes back. */
async function confirmSetUp(trx: Trx, file: RequestFile, at: Instant, developer: Party): Promise<OrderOutcome> {
  const { request, chain, facts } = file;
  if (request.ask.kind !== 'direct-mls-contact') return { kind: 'refused', refusal: notDirect };
  const refusal = refuseWithdrawal(chain, sift(chain, facts), at);
  if (refusal) return { kind: 'refused', refusal };
  const evidenceId = randomUUID();
  const detail = { developerId: developer.id, developer: developer.name, says: 'The MLS has set the key up itself.' };
  await insertEvidence(trx, request.id, at, { id: evidenceId, grade: 'signed-in', detail });
  await insert(trx, at, {
    id: randomUUID(),
    requestId: request.id,
    generation: 1,
    evidenceId,
    spec: keySpecOf(request.ask, noLimits),
    madeBy: `${request.ask.mls.name}, as ${developer.name} says`,
  });
  return takeBack(trx, at, request.id, developer.name, `${request.ask.mls.name} has set the key up itself.`);
}

const notDirect: Refusal = {
  code: 'unfit-order',
  because: 'That can only be said where the MLS was asked directly.',
};
