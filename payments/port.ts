/** Whose card it is. */
export interface Payer {
  readonly developerId: string;
  readonly name: string;
  readonly email: string;
}

/** A saved card, by reference: nothing here has ever seen its number. */
export interface Method {
  readonly customerId: string;
  readonly methodId: string;
}

/** Where a card is saved: nowhere, or on a page of the payment service, since our own pages have no script. */
export type Saving =
  { readonly kind: 'not-needed' } | { readonly kind: 'go-to'; readonly url: string; readonly setupId: string };

/** `label` is for people: "Visa ending 4242". `open` is a page that the holder has not finished. */
export type Saved =
  | ({ readonly kind: 'saved'; readonly label: string } & Method)
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly because: string };

export interface ChargeOrder extends Method {
  /** Request id and step, at most 200 characters: under one key, money moves at most once, whenever it is repeated. */
  readonly idempotencyKey: string;
  /** In the currency's minor unit (cents), at least 1: what is free is never charged. */
  readonly amountMinor: number;
  /** ISO 4217, "USD". */
  readonly currency: string;
  /** What the holder reads. */
  readonly description: string;
}

/** Where a charge stands. `because` is written for the card holder. `needs-holder` ends by `callOff` or by the holder's own act. */
export type Charge =
  | { readonly kind: 'charged'; readonly paymentId: string }
  | { readonly kind: 'needs-holder'; readonly paymentId: string; readonly payUrl: string }
  | { readonly kind: 'declined'; readonly because: string };

/** Says where to look, not what to find: whoever is told asks `methodSaved` or `chargeState`. May come twice, late, or not at all. */
export type PaymentEvent =
  | { readonly id: string; readonly kind: 'method'; readonly setupId: string }
  | { readonly id: string; readonly kind: 'charge'; readonly paymentId: string };

/** Nothing is settled: the service is away, busy, or will not have our settings. The same call may be repeated. */
export class PaymentsUnavailable extends Error {
  override readonly name = 'PaymentsUnavailable';
}

/** The key already stands for another charge. Repeating does not help: the caller's key is wrong. */
export class PaymentKeyReused extends Error {
  override readonly name = 'PaymentKeyReused';
}

/** Nobody knows who sent it, or it is too old to be believed. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

/** Takes money for what was approved. A final answer is a value; every method but `readWebhook` throws PaymentsUnavailable otherwise. */
export interface Payments {
  /** Whether a card must be saved before anything that costs money is asked for. */
  readonly takesCards: boolean;
  /** @param returnUrl where the page sends the holder afterwards, whether or not they finished. */
  saveMethod(payer: Payer, returnUrl: string): Promise<Saving>;
  methodSaved(setupId: string): Promise<Saved>;
  /** Charges without the holder being there. @throws PaymentKeyReused */
  charge(order: ChargeOrder): Promise<Charge>;
  chargeState(paymentId: string): Promise<Charge>;
  /** Closes the page where the holder could still pay. Safe to repeat; answers `charged` if the holder was faster. */
  callOff(paymentId: string): Promise<Charge>;
  /** Forgets the card: it can be charged no more, for whatever request. Safe to repeat. */
  release(method: Method): Promise<void>;
  /**
   * @param rawBody the bytes as they came: the signature is over them.
   * @returns undefined for what does not concern us. @throws WebhookRefused
   */
  readWebhook(rawBody: Uint8Array, signatureHeader: string | undefined): PaymentEvent | undefined;
}
