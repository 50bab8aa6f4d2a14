import type { Instant } from './instant';
import type { Price } from './plan';

/** Paying comes after the last approval and has a clock of its own. No step of a chain can be called so. */
export const paymentStep = '$payment';

/**
 * `promised`: a card is named, nothing is taken before the last approval. `needs-holder`: the bank wants its holder, who pays on a page.
 * `declined`: another card is needed. `released`: the request ended otherwise, so nothing is taken.
 */
export const paymentStates = ['promised', 'charged', 'needs-holder', 'declined', 'released'] as const;
export type PaymentState = (typeof paymentStates)[number];

/** What a request costs, and how far paying it has come. */
export interface Payment {
  readonly requestId: string;
  readonly state: PaymentState;
  readonly price: Price;
  /** The card, for people: "Visa ending 4242"; null when none is saved yet. */
  readonly card: string | null;
  /** The payment service's own name for what was charged or tried. */
  readonly paymentId: string | null;
  /** Where its holder pays, while the bank wants them. */
  readonly payUrl: string | null;
  /** Why the last attempt failed, written for the card's holder. */
  readonly because: string | null;
  /** Counts from 1: a card that was declined is not tried again, another one is. */
  readonly attempt: number;
  /** Since when the developer must do something. */
  readonly stuckSince: Instant | null;
}

/** Whether something is still to be paid before there can be a key. */
export function isDue(payment: Payment | null): boolean {
  return payment !== null && payment.price.minor > 0 && payment.state !== 'charged';
}
