import type { Dispatch } from '../client/port';
import type { Instant } from '../domain/instant';
import type { Payment } from '../domain/payment';
import type { Charge, Method } from '../payments/port';

/** A saved card, by reference; `label` is for people: "Visa ending 4242". */
export interface Card extends Method {
  readonly label: string;
  readonly savedAt: Instant;
}

/** What a request costs, and what it is paid with; null when no card is saved yet. */
export interface PaymentOrder extends Payment {
  readonly method: Method | null;
}

export interface PaymentStore {
  /** Notes that a page to enter a card was opened for the developer. */
  opened(developerId: string, setupId: string): Promise<void>;
  /** The page that was opened last and has led to no card yet. */
  unfinished(developerId: string): Promise<string | undefined>;
  /**
   * Keeps the card that was entered at that page, in place of an earlier one; whatever is still to be paid will be paid with it, and
   * what waited for another card is tried again. Safe to repeat. Undefined when the page is not one that we opened.
   */
  save(setupId: string, card: Omit<Card, 'savedAt'>): Promise<Saved | undefined>;
  /** The card that the developer's next request will be paid with. */
  card(developerId: string): Promise<Card | undefined>;
  /** `needed`: so many requests are still to be paid with it. */
  remove(developerId: string): Promise<Removed>;
  ofRequest(requestId: string): Promise<PaymentOrder | undefined>;
  /** Has the workflow look at a payment again, since something happened to it. Undefined when it is none of ours. */
  lookAgain(paymentId: string): Promise<Dispatch | undefined>;
  /** What came of an attempt. One that is no longer the newest, or came after the end, changes nothing. */
  record(requestId: string, attempt: number, charge: Charge): Promise<void>;
  /** Ends an approved request that was not paid in time. */
  lapse(requestId: string): Promise<void>;
  /** Nothing will be taken: the request has ended otherwise. Safe to repeat. */
  release(requestId: string): Promise<void>;
}

export interface Saved {
  /** The card that is not used any more. */
  readonly replaced: Method | null;
  /** For the requests that waited for another card. */
  readonly dispatches: readonly Dispatch[];
}

export type Removed =
  | { readonly kind: 'removed'; readonly method: Method }
  | { readonly kind: 'needed'; readonly requests: number }
  | { readonly kind: 'none' };
