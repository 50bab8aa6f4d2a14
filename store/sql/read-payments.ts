import type { Selectable } from 'kysely';
import type { Payment } from '../../domain/payment';
import type { Ask } from '../../domain/request';
import type { Method } from '../../payments/port';
import type { PaymentOrder } from '../port';
import { type Db, instant } from './database';
import type { Database } from './schema';

/** The card that a developer pays with, if there is one. */
export function cardsOf(db: Db, developerId: string) {
  return db.selectFrom('card').selectAll().where('developer_id', '=', developerId).where('removed_at', 'is', null);
}

export function toMethod(row: { readonly customer_id: string; readonly method_id: string }): Method {
  return { customerId: row.customer_id, methodId: row.method_id };
}

function paymentRows(db: Db, requestIds: readonly string[]) {
  return db
    .selectFrom('payment')
    .leftJoin('card', 'card.id', 'payment.card_id')
    .innerJoin('request', 'request.id', 'payment.request_id')
    .selectAll('payment')
    .select(['card.label', 'card.customer_id', 'card.method_id', 'request.ask'])
    .where('payment.request_id', 'in', requestIds);
}

/** Only what is of use to people: no reference to the card. */
export async function readPayments(db: Db, requestIds: readonly string[]): Promise<readonly Payment[]> {
  const rows = await paymentRows(db, requestIds).execute();
  return rows.map((row) => toPayment(row, row));
}

/** The same of one request, with what is charged. */
export async function readPaymentOrder(db: Db, requestId: string): Promise<PaymentOrder | undefined> {
  const row = await paymentRows(db, [requestId]).executeTakeFirst();
  if (!row) return undefined;
  const { customer_id, method_id } = row;
  const method = customer_id === null || method_id === null ? null : toMethod({ customer_id, method_id });
  return { ...toPayment(row, row), method };
}

function toPayment(
  row: Selectable<Database['payment']>,
  { ask, label }: { readonly ask: Ask; readonly label: string | null },
): Payment {
  return {
    requestId: row.request_id,
    state: row.state,
    price: ask.price,
    card: label,
    paymentId: row.payment_id,
    payUrl: row.pay_url,
    because: row.because,
    attempt: row.attempt,
    stuckSince: instant(row.stuck_since),
  };
}
