import { stepOf } from '../../domain/chain';
import { sittersOf } from '../../domain/seats';
import { refuseExtension, refuseSeating } from '../../domain/refuse-order';
import { openStepOf } from '../../domain/standing';
import type { OrderOutcome, OrderStore } from '../port';
import { appendAudit } from './audit';
import { type Db, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { closeMail } from './close-mail';
import { type CarriedOut, type Judged, judged } from './judged';
import { closeOpenLinks } from './links';
import { askOverride, confirmOverride, readVouchings } from './overrides';
import { findInRegister } from './register';
import { insertSeating } from './seatings';
import { closeTasks } from './tasks';

export function createOrderStore(db: Db): OrderStore {
  return {
    reassign: (requestId, order) => carryOut(db, requestId, (trx, file) => reassign(trx, file, order)),
    resend: (requestId, order) => carryOut(db, requestId, (trx, file) => resend(trx, file, order)),
    extend: (requestId, { stepId, by, reason }) =>
      carryOut(db, requestId, async (_trx, { chain, counting, at }) => {
        const refusal = refuseExtension(chain, counting, stepId, at);
        return refusal ?? { event: null, message: { type: 'extend', stepId, by, reason } };
      }),
    askOverride: (requestId, order) => askOverride(db, requestId, order),
    confirmOverride: (requestId, vouchingId, by) =>
      carryOut(db, requestId, (trx, file) => confirmOverride(trx, file, vouchingId, by)),
    vouchings: (requestId) => readVouchings(db, requestId),
  };
}

function carryOut(
  db: Db,
  requestId: string,
  work: (trx: Trx, file: Judged) => Promise<CarriedOut>,
): Promise<OrderOutcome> {
  return underLock(
    db,
    requestId,
    async (trx, at): Promise<OrderOutcome> => {
      const done = await work(trx, await judged(trx, requestId, at));
      if ('code' in done) return { kind: 'refused', refusal: done };
      if (done.event) await appendAudit(trx, requestId, at, done.event);
      return { kind: 'recorded', dispatch: await addDispatch(trx, requestId, done.message) };
    },
    () => ({ kind: 'unknown' }),
  );
}

async function reassign(
  trx: Trx,
  { request, chain, counting, at }: Judged,
  { stepId, fromId, toId, by, reason }: Parameters<OrderStore['reassign']>[1],
): Promise<CarriedOut> {
  const to = await findInRegister(trx, request.ask, toId);
  if ('code' in to) return to;
  const refusal = refuseSeating(chain, counting, { stepId, from: fromId, to }, at);
  if (refusal) return refusal;
  await insertSeating(trx, request.id, at, { stepId, from: fromId, to, kind: 'reassigned', by, reason });
  await closeTasks(trx, request.id, at, by, stepId);
  const step = stepOf(chain, stepId)!;
  const from = sittersOf(step, counting).findLast(({ id }) => id === fromId)!;
  const note = `${by} asks ${to.name} in place of ${from.name}: ${reason}`;
  return {
    event: { kind: 'reassigned', actor: by, note, detail: { stepId, fromId, toId } },
    message: { type: 'changed' },
  };
}

/** Closing the link is enough: whoever is waited for and holds no open link is asked again. */
async function resend(
  trx: Trx,
  { request, standing, at }: Judged,
  { stepId, approverId, mailId, by, reason }: Parameters<OrderStore['resend']>[1],
): Promise<CarriedOut> {
  const waited = openStepOf(standing, stepId)?.waitingOn.find(({ id }) => id === approverId);
  if (!waited) return { code: 'not-an-approver', because: 'No answer of that person is missing at that step.' };
  await closeOpenLinks(trx, request.id, at, 'renewed', { purposes: ['decision'], stepId, approverId });
  if (mailId !== undefined) await closeMail(trx, request.id, at, mailId, by);
  const note = `${by} asked for a new mail to ${waited.name}: ${reason}`;
  return {
    event: { kind: 'resend-asked', actor: by, note, detail: { stepId, approverId } },
    message: { type: 'changed' },
  };
}
