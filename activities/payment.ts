import { isDue } from '../domain/payment';
import { moneyWords } from '../domain/words';
import { type Charge, PaymentKeyReused } from '../payments/port';
import type { PaymentOrder, RequestFile } from '../store/port';
import { approvalEvidence } from './approval-evidence';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import type { Known } from './recorded';
import { aboutAndRequester, letterAbout, type Letters, requestFile } from './request-file';
import { type Drafted, sendOnce } from './send-once';

const dayMs = 86_400_000;
/** Mails at once and on the third and sixth day after the card would not do; the request ends after ten. */
const remindAfterMs = [0, 2 * dayMs, 5 * dayMs];
const endsAfterMs = 10 * dayMs;

/** How far paying has come. */
export interface Paid extends Letters {
  /** `over`: not paid in time, or the approval no longer stands. */
  readonly state: 'paid' | 'waiting' | 'over';
  /** How long until something is due, in milliseconds from now on. */
  readonly nextInMs: number;
}

const paid: Paid = { state: 'paid', letters: [], nextInMs: 0 };
const over: Paid = { state: 'over', letters: [], nextInMs: 0 };

export function paymentActivities(context: ActivityContext) {
  const { store, payments } = context;

  /**
   * Takes what was accepted, once the whole chain has approved and the records say so. When the card will not do, asks its holder, and
   * asks again, until it is paid or the time is over.
   */
  async function charge({ requestId }: Known): Promise<Paid> {
    const file = await requestFile(store, requestId);
    if (!isDue(file.payment)) return paid;
    if (file.payment?.state === 'released' || file.standing.state !== 'approved') return over;
    if ((await approvalEvidence(context, file)) === undefined) return over;
    const order = (await store.payments.ofRequest(requestId))!;
    const isOver = order.stuckSince !== null && file.at >= order.stuckSince + endsAfterMs;
    const attempt = isOver ? await callOff(order) : await tryOnce(file, order);
    if (attempt) await store.payments.record(requestId, order.attempt, attempt);
    if (attempt?.kind === 'charged') return paid;
    if (isOver) {
      await store.payments.lapse(requestId);
      return over;
    }
    return askHolder(context, requestId);
  }

  /** Undefined when nothing is to be tried: a declined card waits for another one. */
  async function tryOnce({ request }: RequestFile, order: PaymentOrder): Promise<Charge | undefined> {
    const { state, price, paymentId, attempt, method } = order;
    if (state === 'needs-holder' && paymentId !== null) return payments.chargeState(paymentId);
    if (state === 'declined') return undefined;
    if (method === null) return { kind: 'declined', because: 'No card is saved yet.' };
    const { plan, mls } = request.ask;
    try {
      return await payments.charge({
        ...method,
        idempotencyKey: `${request.id}:charge:${attempt}`,
        amountMinor: price.minor,
        currency: price.currency,
        description: `${plan.name}, ${mls.name}, first month`,
      });
    } catch (error) {
      if (!(error instanceof PaymentKeyReused)) throw error;
      await callSupport(context, request.id, error.message);
      return undefined;
    }
  }

  /** Closes the page where the holder could still pay; they may have been faster. */
  async function callOff({ state, paymentId }: PaymentOrder): Promise<Charge | undefined> {
    return state === 'needs-holder' && paymentId !== null ? payments.callOff(paymentId) : undefined;
  }

  /** The request has ended without a key: nothing is taken, and nothing can be paid any more. */
  async function releasePayment({ requestId }: { requestId: string }): Promise<void> {
    const order = await store.payments.ofRequest(requestId);
    if (!order) return;
    const last = await callOff(order);
    if (last) await store.payments.record(requestId, order.attempt, last);
    await store.payments.release(requestId);
  }

  return { charge, releasePayment };
}

/** A mail when the card would not do, and on the days of reminding. */
async function askHolder(context: ActivityContext, requestId: string): Promise<Paid> {
  const file = await requestFile(context.store, requestId);
  const { payment, at } = file;
  const stuckSince = payment?.stuckSince ?? at;
  const age = at - stuckSince;
  const count = remindAfterMs.filter((after) => after <= age).length;
  const key = `pay.${payment!.attempt}.${payment!.state}.${count}`;
  const letters = await sendOnce(context, requestId, key, async () => payLetter(context, file, stuckSince, key));
  const next = [...remindAfterMs, endsAfterMs].find((after) => after > age) ?? endsAfterMs;
  return { state: 'waiting', ...letters, nextInMs: Math.max(1_000, next - age) };
}

function payLetter(
  { settings }: ActivityContext,
  file: RequestFile,
  stuckSince: number,
  part: string,
): Drafted | undefined {
  const { payment, request } = file;
  if (payment?.state !== 'needs-holder' && payment?.state !== 'declined') return undefined;
  const variables = {
    ...aboutAndRequester(file),
    amount: moneyWords(payment.price),
    card: payment.card,
    because: payment.because,
    payUrl: payment.payUrl ?? `${settings.baseUrl}/account/card`,
    needsCard: payment.state === 'declined',
    until: inWords(stuckSince + endsAfterMs, request.ask.mls.timeZone),
  };
  return { drafts: [{ input: letterAbout(file, 'pay', variables, { part }) }] };
}

/** Our own mistake, for which the developer must not be blamed. */
async function callSupport(context: ActivityContext, requestId: string, why: string): Promise<void> {
  const note = `The payment cannot be made: ${why}`;
  await sendOnce(context, requestId, 'pay.key-reused', async () => ({ drafts: [], tasks: [{ stepId: null, note }] }));
}
