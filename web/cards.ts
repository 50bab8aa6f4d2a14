import type { DataPlan } from '../domain/plan';
import type { Method, Payments, Saved } from '../payments/port';
import type { Store } from '../store/port';
import type { WebContext } from './deps';
import type { FieldError } from './problem';

/** What must be known to say whether a card is missing. */
export interface CardDesk {
  readonly store: Pick<Store, 'payments'>;
  readonly payments: Pick<Payments, 'takesCards'>;
}

/** Whether the price of the plan is taken before there is a key. */
export function isToPay(
  { takesCards }: Pick<Payments, 'takesCards'>,
  { priceMinor }: Pick<DataPlan, 'priceMinor'>,
): boolean {
  return takesCards && priceMinor > 0;
}

/** A payment method is required before anything that costs money is asked for; null when nothing is missing. */
export async function cardError(
  { store, payments }: CardDesk,
  plan: Pick<DataPlan, 'priceMinor'>,
  developerId: string,
): Promise<FieldError | null> {
  return isToPay(payments, plan) && !(await store.payments.card(developerId)) ? cardMissing : null;
}

/** Asks the payment service what was entered at the page, and keeps the card. Whoever says that there is one is not believed. */
export async function keepCard(
  { store, payments, relay, log }: Pick<WebContext, 'store' | 'payments' | 'relay' | 'log'>,
  setupId: string,
): Promise<Saved> {
  const entered = await payments.methodSaved(setupId);
  if (entered.kind !== 'saved') return entered;
  const { customerId, methodId, label } = entered;
  const saved = await store.payments.save(setupId, { customerId, methodId, label });
  for (const dispatch of saved?.dispatches ?? []) await relay.tell(dispatch);
  if (saved?.replaced) await letGo({ payments, log }, saved.replaced);
  return entered;
}

/** Has the payment service forget a card that is not in use any more. One that stays behind there is never charged again. */
export async function letGo({ payments, log }: Pick<WebContext, 'payments' | 'log'>, card: Method): Promise<void> {
  await payments.release(card).catch((err: unknown) => log.error({ err }, 'old card not released'));
}

const cardMissing: FieldError = {
  field: 'payment',
  problem: 'No payment method is saved.',
  remedy: 'Save a card in your account first: nothing is taken from it before the last approval.',
};
