import { randomUUID } from 'node:crypto';
import { type EntryFacts, factsOf, type Register } from '../../domain/authorization';
import type { Instant } from '../../domain/instant';
import type { Party } from '../../domain/party';
import {
  changeWords,
  inForceFrom,
  type Proposal,
  refuseCompletion,
  refuseConfirmation,
  refuseProposal,
  refuseStop,
  type RegisterChange,
  type RegisterRefusal,
} from '../../domain/register-change';
import type { NewRegisterEvent, RegisterOutcome, RegisterStore } from '../port';
import { type Db, json, type Trx } from './database';
import { addDispatch, tellWaiting } from './dispatches';
import { readRegister } from './register';
import { readChange, readOpenChanges, toChange } from './register-change-rows';
import { appendRegisterEvent, underRegisterLock } from './register-log';

type Changing = 'propose' | 'confirm' | 'cancel' | 'apply';

/** What is under the register's lock. */
interface Locked {
  readonly trx: Trx;
  readonly at: Instant;
  readonly register: Register;
  /** Changes that may still come into force. */
  readonly open: readonly RegisterChange[];
}

/** What staff do with a register: every change is proposed by one and confirmed by another. */
export function createRegisterChanges(db: Db): Pick<RegisterStore, Changing> {
  return {
    propose: (mlsId, proposal, by) => carryOut(db, mlsId, (locked) => propose(locked, proposal, by)),
    confirm: (mlsId, changeId, by) => withChange(db, mlsId, changeId, (locked, change) => confirm(locked, change, by)),
    cancel: (mlsId, changeId, by, reason) =>
      withChange(db, mlsId, changeId, async ({ trx, at }, change) => {
        const refusal = refuseStop(change);
        if (refusal) return { kind: 'refused', refusal };
        return stop(trx, at, change, { how: 'cancelled', by: by.name, because: reason });
      }),
    async apply(mlsId) {
      await underLock(db, mlsId, async (locked) => {
        await takeOutExpired(locked);
        for (const change of locked.open) {
          if (change.inForceAt === null || change.inForceAt > locked.at) continue;
          // Each sees what the one before it has changed.
          await comeIntoForce({ ...locked, register: (await readRegister(locked.trx, mlsId))! }, change);
        }
      });
    },
  };
}

async function propose({ trx, at, register, open }: Locked, proposal: Proposal, by: Party): Promise<RegisterOutcome> {
  const refusal = refuseProposal(register, open, proposal, by) ?? (await refuseTakenId(trx, register, proposal));
  if (refusal) return { kind: 'refused', refusal };
  const { kind, approverId, after, reason } = proposal;
  const entry = register.entries.find(({ id, active }) => id === approverId && active);
  const row = await trx
    .insertInto('register_change')
    .values({
      id: randomUUID(),
      mls_id: register.mls.id,
      kind,
      approver_id: approverId,
      before: entry ? json(factsOf(entry)) : null,
      after: after && json(after),
      reason,
      proposed_by: json(by),
      proposed_at: new Date(at),
      stopped: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const change = toChange(row);
  await note(trx, at, change, {
    kind: 'proposed',
    actor: by.name,
    note: `${by.name} proposes ${changeWords(change)}: ${reason}`,
  });
  return { kind: 'recorded', change, dispatch: null };
}

/** An id names one person for good, in all registers. */
async function refuseTakenId(trx: Trx, { mls }: Register, proposal: Proposal): Promise<RegisterRefusal | undefined> {
  if (proposal.kind !== 'add') return undefined;
  const owner = await trx
    .selectFrom('approver')
    .select('mls_id')
    .where('id', '=', proposal.approverId)
    .executeTakeFirst();
  const ahead = await trx
    .selectFrom('register_change')
    .select('mls_id')
    .where('approver_id', '=', proposal.approverId)
    .where('applied_at', 'is', null)
    .where('stopped', 'is', null)
    .executeTakeFirst();
  if ((owner ?? ahead ?? { mls_id: mls.id }).mls_id === mls.id) return undefined;
  return { field: 'approverId', because: 'Somebody of another MLS has that id.', remedy: 'Use an id that is free.' };
}

async function confirm(locked: Locked, change: RegisterChange, by: Party): Promise<RegisterOutcome> {
  const { trx, at, register, open } = locked;
  const refusal = refuseConfirmation(register, open, change, by);
  if (refusal) return { kind: 'refused', refusal };
  const inForceAt = inForceFrom(change, at);
  await trx
    .updateTable('register_change')
    .set({ confirmed_by: json(by), confirmed_at: new Date(at), in_force_at: new Date(inForceAt) })
    .where('id', '=', change.id)
    .execute();
  const confirmed: RegisterChange = { ...change, confirmedBy: by, confirmedAt: at, inForceAt };
  const words = `${by.name} confirmed what ${change.proposedBy.name} had proposed: ${changeWords(change)}.`;
  await note(trx, at, confirmed, { kind: 'confirmed', actor: by.name, note: words, detail: { inForceAt } });
  const done = inForceAt <= at ? await comeIntoForce(locked, confirmed) : confirmed;
  return { kind: 'recorded', change: done, dispatch: await wake(trx, register.mls.id) };
}

/** Writes the entry as the change says; what it can no longer say is stopped. */
async function comeIntoForce({ trx, at, register, open }: Locked, change: RegisterChange): Promise<RegisterChange> {
  const { id, kind, approverId, after } = change;
  const others = open.filter((each) => each.id !== id);
  const refusal = refuseCompletion(register, others, change) ?? (await refuseTakenId(trx, register, change));
  if (refusal) {
    const stopped = await stop(trx, at, change, { how: 'cancelled', by: 'Countersign', because: refusal.because });
    return stopped.change;
  }
  if (after) await writeEntry(trx, at, register.mls.id, approverId, after, kind === 'add');
  else await trx.updateTable('approver').set({ active: false }).where('id', '=', approverId).execute();
  await trx
    .updateTable('register_change')
    .set({ applied_at: new Date(at) })
    .where('id', '=', id)
    .execute();
  const done: RegisterChange = { ...change, appliedAt: at };
  await note(trx, at, done, { kind: 'in-force', actor: 'Countersign', note: `In force: ${changeWords(change)}.` });
  await tellWaiting(trx, approverId);
  return done;
}

async function writeEntry(
  trx: Trx,
  at: Instant,
  mlsId: string,
  id: string,
  { dataRoles, planIds, backupId, validFrom, validTo, ...words }: EntryFacts,
  isNew: boolean,
): Promise<void> {
  const columns = {
    name: words.name,
    email: words.email,
    title: words.title,
    role: words.role,
    source: words.source,
    data_roles: dataRoles && json(dataRoles),
    plan_ids: planIds && json(planIds),
    backup_id: backupId,
    valid_from: validFrom,
    valid_to: validTo,
    active: true,
    ...(isNew ? { listed_at: new Date(at), attested_at: null } : {}),
  };
  await trx
    .insertInto('approver')
    .values({ id, mls_id: mlsId, attested_at: null, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
}

/** Their day is over; whoever waits for them is told. */
async function takeOutExpired({ trx, at, register }: Locked): Promise<void> {
  const { mls, today, entries } = register;
  for (const { id, name, active, validTo } of entries) {
    if (!active || validTo === null || validTo >= today) continue;
    await trx.updateTable('approver').set({ active: false }).where('id', '=', id).execute();
    const words = `The last day of ${name}, ${validTo}, is over.`;
    await appendRegisterEvent(trx, mls.id, at, {
      kind: 'expired',
      actor: 'Countersign',
      note: words,
      detail: { approverId: id },
    });
    await tellWaiting(trx, id);
  }
}

/** It does not come into force. */
export async function stop(
  trx: Trx,
  at: Instant,
  change: RegisterChange,
  how: Omit<NonNullable<RegisterChange['stopped']>, 'at'>,
): Promise<Extract<RegisterOutcome, { kind: 'recorded' }>> {
  const stopped = { ...how, at };
  await trx
    .updateTable('register_change')
    .set({ stopped: json(stopped) })
    .where('id', '=', change.id)
    .execute();
  const verb = how.how === 'objected' ? 'objected to' : 'cancelled';
  await note(trx, at, change, {
    kind: how.how,
    actor: how.by,
    note: `${how.by} ${verb} ${changeWords(change)}: ${how.because}`,
  });
  return { kind: 'recorded', change: { ...change, stopped }, dispatch: await wake(trx, change.mlsId) };
}

/** The register's own workflow looks at it. */
export function wake(trx: Trx, mlsId: string) {
  return addDispatch(trx, '', { type: 'register', mlsId });
}

function note(trx: Trx, at: Instant, change: RegisterChange, { detail, ...event }: NewRegisterEvent): Promise<void> {
  const { id: changeId, approverId, before, after, mlsId } = change;
  return appendRegisterEvent(trx, mlsId, at, { ...event, detail: { changeId, approverId, before, after, ...detail } });
}

function withChange(
  db: Db,
  mlsId: string,
  changeId: string,
  work: (locked: Locked, change: RegisterChange) => Promise<RegisterOutcome>,
): Promise<RegisterOutcome> {
  return carryOut(db, mlsId, async (locked) => {
    const change = await readChange(locked.trx, mlsId, changeId);
    return change ? work(locked, change) : { kind: 'unknown' };
  });
}

async function carryOut(
  db: Db,
  mlsId: string,
  work: (locked: Locked) => Promise<RegisterOutcome>,
): Promise<RegisterOutcome> {
  return (await underLock(db, mlsId, work)) ?? { kind: 'unknown' };
}

/** Undefined also for the operator: who reviews registrations is set in the configuration. */
function underLock<T>(db: Db, mlsId: string, work: (locked: Locked) => Promise<T>): Promise<T | undefined> {
  return underRegisterLock(db, mlsId, async (trx, at) => {
    const mls = await trx.selectFrom('mls').select('is_operator').where('id', '=', mlsId).executeTakeFirstOrThrow();
    if (mls.is_operator) return undefined;
    const register = (await readRegister(trx, mlsId))!;
    return work({ trx, at, register, open: await readOpenChanges(trx, mlsId) });
  });
}
