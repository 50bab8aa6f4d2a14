import type { Ledger } from './ledger';
import type { AnyThing } from './things';

/** The one account that this Stripe has. */
export interface Account {
  readonly ledger: Ledger;
  /** Where its hosted pages are, "http://127.0.0.1:8420". */
  readonly url: string;
  /** Sends an event to whoever has asked for events. */
  tell(type: EventType, thing: AnyThing): void;
}

export type EventType =
  | 'checkout.session.completed'
  | 'checkout.session.expired'
  | 'payment_intent.succeeded'
  | 'payment_intent.payment_failed'
  | 'payment_intent.canceled'
  | 'invoice.paid'
  | 'invoice.voided';
