import type { Selectable } from 'kysely';
import { type Payment, paymentStep } from '../../domain/payment';
import { moneyWords } from '../../domain/words';
import type { Instant } from '../../domain/instant';
import type { Charge } from '../../payments/port';
import type { PaymentStore } from '../port';
import { appendAudit } from './audit';
import { type Db, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile } from './files';
import { cardsOf, readPaymentOrder, readPayments } from './read-payments';
import type { Database } from './schema';

type PaymentRow = Selectable<Database['payment']>;
type Order = Omit<PaymentStore, 'opened' | 'unfinished' | 'save' | 'card' | 'remove'>;

/** What requests cost, and how far paying them has come. */
export function createOrders(db: Db): Order {
  return {
    ofRequest: (requestId) => readPaymentOrder(db, requestId),
    async lookAgain(paymentId) {
      const row = await db
        .selectFrom('payment')
        .select('request_id')
        .where('payment_id', '=', paymentId)
        .executeTakeFirst();
      return row && underLock(db, row.request_id, (trx) => addDispatch(trx, row.request_id, { type: 'changed' }));
    },
    record: (requestId, attempt, charge) =>
      underLock(db, requestId, (trx, at) => record(trx, at, requestId, attempt, charge)),
    lapse: (requestId) => underLock(db, requestId, (trx, at) => lapse(trx, at, requestId)),
    release: (requestId) => underLock(db, requestId, (trx, at) => release(trx, at, requestId)),
  };
}

/** Notes that the request is to be paid, with the developer's card when there is one. Safe to repeat. */
export async function promisePayment(trx: Trx, requestId: string, developerId: string): Promise<void> {
  const card = await cardsOf(trx, developerId).executeTakeFirst();
  await trx
    .insertInto('payment')
    .values({ request_id: requestId, card_id: card?.id ?? null, state: 'promised' })
    // What was free in between is to be paid again.
    .onConflict((conflict) =>
      conflict
        .column('request_id')
        .doUpdateSet({ state: 'promised', card_id: card?.id ?? null })
        .where('payment.state', '=', 'released'),
    )
    .execute();
}

async function record(trx: Trx, at: Instant, requestId: string, attempt: number, charge: Charge): Promise<void> {
  const [payment] = await readPayments(trx, [requestId]);
  if (!payment || payment.attempt !== attempt || payment.state === 'charged' || payment.state === 'released') return;
  const change = changeBy(payment, charge);
  if (change.state === payment.state) return;
  const stuckSince = change.state === 'charged' ? payment.stuckSince : (payment.stuckSince ?? at);
  await update(trx, requestId, at, {
    ...change,
    stuck_since: stuckSince === null ? null : new Date(stuckSince),
  });
  await appendAudit(trx, requestId, at, { actor: 'Countersign', ...eventOf(payment, charge) });
}

function changeBy({ paymentId }: Payment, charge: Charge) {
  switch (charge.kind) {
    case 'charged':
      return { state: 'charged', payment_id: charge.paymentId, pay_url: null, because: null } as const;
    case 'needs-holder':
      return { state: 'needs-holder', payment_id: charge.paymentId, pay_url: charge.payUrl, because: null } as const;
    case 'declined':
      return { state: 'declined', payment_id: paymentId, pay_url: null, because: charge.because } as const;
  }
}

function eventOf({ price, card }: Payment, charge: Charge) {
  switch (charge.kind) {
    case 'charged':
      return {
        kind: 'charged',
        note: `${moneyWords(price)} was taken.`,
        detail: { paymentId: charge.paymentId },
      } as const;
    case 'needs-holder':
      return {
        kind: 'payment-needs-holder',
        note: `The bank of ${card ?? 'the card'} wants its holder to confirm the payment.`,
      } as const;
    case 'declined':
      return {
        kind: 'payment-declined',
        note: card === null ? charge.because : `${card} was declined: ${charge.because}`,
      } as const;
  }
}

async function lapse(trx: Trx, at: Instant, requestId: string): Promise<void> {
  const { standing, payment } = (await readFile(trx, requestId, at))!;
  if (standing.state !== 'approved' || !payment || payment.state === 'charged') return;
  await trx
    .insertInto('lapse')
    .values({ request_id: requestId, step_id: paymentStep, lapsed_at: new Date(at) })
    .onConflict((conflict) => conflict.column('request_id').doNothing())
    .execute();
  await update(trx, requestId, at, { state: 'released', pay_url: null });
  const note = `${moneyWords(payment.price)} was not paid in time. Nothing was taken.`;
  await appendAudit(trx, requestId, at, { kind: 'payment-lapsed', actor: 'Countersign', note });
}

export async function release(trx: Trx, at: Instant, requestId: string): Promise<void> {
  const [payment] = await readPayments(trx, [requestId]);
  if (!payment || payment.state === 'charged' || payment.state === 'released') return;
  await update(trx, requestId, at, { state: 'released', pay_url: null });
  const note = `There is nothing to pay any more, so nothing is taken${payment.card === null ? '' : ` from ${payment.card}`}.`;
  await appendAudit(trx, requestId, at, { kind: 'payment-released', actor: 'Countersign', note });
}

/** The payment goes on with the developer's newer card; what waited for one is tried again. */
export async function moveToCard(trx: Trx, at: Instant, requestId: string, card: { id: string; label: string }) {
  const [payment] = await readPayments(trx, [requestId]);
  if (payment?.state !== 'promised' && payment?.state !== 'declined') return undefined;
  const again = { state: 'promised', because: null, attempt: payment.attempt + 1 } as const;
  await update(trx, requestId, at, { card_id: card.id, ...(payment.state === 'declined' ? again : {}) });
  const instead = payment.card === null ? '' : ` in place of ${payment.card}`;
  const note = `The developer saved a card: ${card.label}${instead}.`;
  await appendAudit(trx, requestId, at, { kind: 'payment-card-changed', actor: 'Developer', note });
  return payment.state === 'declined' ? addDispatch(trx, requestId, { type: 'changed' }) : undefined;
}

type Change = Partial<
  Pick<PaymentRow, 'card_id' | 'state' | 'payment_id' | 'pay_url' | 'because' | 'attempt' | 'stuck_since'>
>;

async function update(trx: Trx, requestId: string, at: Instant, change: Change): Promise<void> {
  await trx
    .updateTable('payment')
    .set({ ...change, changed_at: new Date(at) })
    .where('request_id', '=', requestId)
    .execute();
}
