import type { Dispatch } from '../../client/port';
import {
  acceptedTerms,
  departureOf,
  type GrantAct,
  grantStanding,
  isOverForGood,
  openSuspensions,
  openTerms,
  transitionMs,
} from '../../domain/grant';
import { currentKey } from '../../domain/grant-keys';
import { isSameKey } from '../../domain/credential';
import { refuseGrantChange, refuseGrantOrder, refuseRotation, refuseTerms } from '../../domain/refuse-grant-order';
import type { Refusal } from '../../domain/refuse';
import type { ChangeOutcome, GrantFile, GrantOrder, GrantStore, NewRequest, OrderOutcome, RequestFile } from '../port';
import { appendAudit } from './audit';
import { type Db, readClock, readTogether, type Trx, underLock } from './database';
import { addDispatch, addDispatchForRelay } from './dispatches';
import { readFile } from './files';
import { listGrants, readGrant } from './grant-files';
import { noteGrant, tellGrant, tellUnattended } from './grant-log';
import { keyDone, switchOffOwnKeys } from './grant-keys';
import { readSurroundings, termsNow } from './grant-surroundings';
import { renewedUntil } from './grant-terms';
import { startedBefore, startIn } from './requests';

export function createGrantStore(db: Db): GrantStore {
  const underGrant = <T>(id: string, work: (trx: Trx, file: GrantFile) => Promise<T>, absent: T) =>
    underLock<T>(
      db,
      id,
      async (trx, at) => {
        const file = await readGrant(trx, id, at);
        return file ? work(trx, file) : absent;
      },
      () => absent,
    );
  const unknown = { kind: 'unknown' } as const;

  return {
    file: (id) => readTogether(db, async (trx) => readGrant(trx, id, await readClock(trx))),
    list: (filter) => readTogether(db, async (trx) => listGrants(trx, filter, await readClock(trx))),
    begin: () => db.transaction().execute(tellUnattended),
    order: (id, order) => underGrant<OrderOutcome>(id, (trx, file) => carryOut(trx, file, order), unknown),
    acceptTerms: (id, by, hash) =>
      underGrant<OrderOutcome>(id, (trx, file) => acceptTerms(trx, file, by.name, hash), unknown),
    startChange: (request) =>
      underGrant<ChangeOutcome>(request.ask.change!.grantId, (trx, file) => startChange(trx, file, request), unknown),
    apply: (requestId) => apply(db, requestId),
    surroundings: (id) => readSurroundings(db, id),
    note: (id, act, because) =>
      underGrant(
        id,
        async (trx, file) => {
          if (changesSomething(file, act)) await noteGrant(trx, file.at, id, { by: 'Countersign', because }, act);
        },
        undefined,
      ),
    keyDone: (credentialId, done, because) => keyDone(db, credentialId, done, because),
  };
}

async function carryOut(trx: Trx, file: GrantFile, order: GrantOrder): Promise<OrderOutcome> {
  const { grant, at } = file;
  const { by, reason } = order;
  const refusal =
    refuseGrantOrder(grant, order.kind, at) ?? (order.kind === 'rotate' ? refuseRotation(file.keys) : undefined);
  if (refusal) return { kind: 'refused', refusal };
  for (const act of actsOf(order, file)) await noteGrant(trx, at, grant.id, { by, because: reason }, act);
  if (order.kind === 'suspend' || order.kind === 'revoke') await switchOffOwnKeys(trx, at, grant.id, reason);
  if (order.kind === 'rotate') {
    return { kind: 'recorded', dispatch: await replaceKey(trx, file, order.overlapMs) };
  }
  return { kind: 'recorded', dispatch: await addDispatch(trx, grant.id, { type: 'grant', grantId: grant.id }) };
}

/** The key in use goes on for a while once the new one is in hand. */
async function replaceKey(trx: Trx, { grant, keys }: GrantFile, overlapMs: number): Promise<Dispatch> {
  const { id: credentialId } = currentKey(keys)!;
  await retire(trx, credentialId, overlapMs);
  return addDispatch(trx, grant.id, { type: 'rotate', credentialId });
}

async function retire(trx: Trx, credentialId: string, overlapMs: number): Promise<void> {
  await trx.updateTable('credential').set({ overlap_ms: overlapMs }).where('id', '=', credentialId).execute();
}

async function acceptTerms(trx: Trx, file: GrantFile, by: string, hash: string): Promise<OrderOutcome> {
  const { grant, at } = file;
  const refusal = refuseTerms(grant, hash, at);
  if (refusal) return { kind: 'refused', refusal };
  const { terms } = openTerms(grant)!;
  const because = `${by} accepts the terms ${terms.version}.`;
  await noteGrant(trx, at, grant.id, { by, because }, { kind: 'terms-accepted', terms });
  const isHeld = openSuspensions(grant).some(({ cause }) => cause === 'terms');
  if (isHeld) await noteGrant(trx, at, grant.id, { by, because }, { kind: 'reinstated', cause: 'terms' });
  return { kind: 'recorded', dispatch: await addDispatch(trx, grant.id, { type: 'grant', grantId: grant.id }) };
}

async function startChange(trx: Trx, file: GrantFile, request: NewRequest): Promise<ChangeOutcome> {
  const { grant, openChangeId, at } = file;
  const refusal = refuseGrantChange(grant, at);
  if (refusal) return { kind: 'refused', refusal };
  // The same form once more starts nothing, and gets the same answer.
  if (openChangeId !== null) {
    return (await startedBefore(trx, request)) ?? { kind: 'refused', refusal: changeOpen };
  }
  const started = await startIn(trx, request);
  if (started.kind !== 'started') return started;
  const { kind } = request.ask.change!;
  const { name } = request.startedBy;
  await appendAudit(trx, grant.id, at, {
    kind: 'grant-change-asked',
    actor: name,
    note: `${name} asked for ${kind === 'renewal' ? 'a renewal' : 'a change'}.`,
    detail: { requestId: request.id },
  });
  return started;
}

const changeOverlapMs = 14 * 86_400_000;

const changeOpen: Refusal = {
  code: 'unfit-order',
  because: 'A renewal or change is being asked for already. Wait for it, or withdraw it.',
};

/** The change's approval counts from now on, with what follows for the key. */
async function apply(db: Db, requestId: string): Promise<void> {
  const { grantId } = (await changeOf(db, requestId))!;
  return underLock(db, grantId, async (trx, at) => {
    const before = (await readGrant(trx, grantId, at))!;
    const change = (await readFile(trx, requestId, at))!;
    if (!mayApply(before, change)) return;
    const why = { by: 'Countersign', because: change.standing.because };
    await noteGrant(trx, at, grantId, why, await actFor(trx, change));
    const terms = await termsNow(trx, change.request.ask.plan.id);
    // Whoever asks for a change accepts the terms of that day; they may have changed since.
    if (terms && terms.hash === change.request.ask.termsHash && terms.hash !== acceptedTerms(before.grant).hash) {
      await noteGrant(trx, at, grantId, why, { kind: 'terms-accepted', terms });
    }
    await followUp(trx, (await readGrant(trx, grantId, at))!);
    await tellGrant(trx, grantId);
  });
}

async function changeOf(db: Db, requestId: string) {
  const row = await db.selectFrom('request').select('ask').where('id', '=', requestId).executeTakeFirst();
  return row?.ask.change;
}

/** Once, while it is approved and was so before the grant was over. */
function mayApply({ grant }: GrantFile, { request, standing }: RequestFile): boolean {
  const isKnown = grant.events.some((event) => 'requestId' in event && event.requestId === request.id);
  return !isKnown && standing.state === 'approved' && !isOverForGood(grantStanding(grant, standing.at));
}

async function actFor(trx: Trx, change: RequestFile): Promise<GrantAct> {
  const { id, ask } = change.request;
  const { kind, until } = ask.change!;
  if (kind === 'amendment') return { kind: 'amended', requestId: id };
  return { kind: 'renewed', requestId: id, until: await renewedUntil(trx, change, until!) };
}

/** A key that is made for something else than before is replaced: with an overlap, unless nobody has it yet. */
async function followUp(trx: Trx, { grant, keys, spec }: GrantFile): Promise<void> {
  const current = currentKey(keys);
  if (!current || current.issuer === 'by-hand' || isSameKey(current.spec, spec)) return;
  if (current.pickedUpAt === null) {
    const reason = 'What it was made for has changed.';
    return addDispatchForRelay(trx, grant.id, { type: 'reissue', by: 'Countersign', reason, credentialId: current.id });
  }
  await retire(trx, current.id, changeOverlapMs);
  return addDispatchForRelay(trx, grant.id, { type: 'rotate', credentialId: current.id });
}

/** Whether that still says something new: what the clock brings may be found twice. */
function changesSomething({ grant, at }: GrantFile, act: GrantAct): boolean {
  if (isOverForGood(grantStanding(grant, at)) && act.kind !== 'taken-back') return false;
  switch (act.kind) {
    case 'suspended':
      return !openSuspensions(grant).some(({ cause }) => cause === act.cause);
    case 'terms-changed':
      return openTerms(grant)?.terms.hash !== act.terms.hash;
    case 'left':
      return departureOf(grant) === undefined;
    case 'stayed':
      return departureOf(grant) !== undefined;
    case 'taken-back':
      return !grant.events.some((event) => event.kind === 'taken-back' && event.requestId === act.requestId);
    case 'revoked':
    case 'reinstated':
    case 'renewed':
    case 'amended':
    case 'terms-accepted':
    case 'rotated':
      return true;
  }
}

function actsOf(order: GrantOrder, { grant, at, keys }: GrantFile): readonly GrantAct[] {
  switch (order.kind) {
    case 'suspend':
      return [{ kind: 'suspended', cause: 'staff' }];
    case 'reinstate':
      // All that staff can cure; only the developer can accept terms.
      return openSuspensions(grant).flatMap(({ cause }) => (cause === 'terms' ? [] : [{ kind: 'reinstated', cause }]));
    case 'revoke':
      return [{ kind: 'revoked' }];
    case 'leave':
      return [{ kind: 'left', endsAt: at + transitionMs }];
    case 'stay':
      return [{ kind: 'stayed' }];
    case 'rotate':
      return [{ kind: 'rotated', credentialId: currentKey(keys)!.id, overlapMs: order.overlapMs }];
  }
}
