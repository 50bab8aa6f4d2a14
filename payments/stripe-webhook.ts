import type Stripe from 'stripe';
import { type PaymentEvent, WebhookRefused } from './port';

/** @throws WebhookRefused unless Stripe signed exactly these bytes within the last five minutes. */
export function readStripeWebhook(
  stripe: Stripe,
  secret: string,
  rawBody: Uint8Array,
  signatureHeader: string | undefined,
): PaymentEvent | undefined {
  return concern(verified(stripe, secret, rawBody, signatureHeader));
}

function verified(stripe: Stripe, secret: string, rawBody: Uint8Array, header: string | undefined): Stripe.Event {
  try {
    return stripe.webhooks.constructEvent(rawBody, header ?? '', secret);
  } catch (error) {
    // Its first line only: the rest is advice to programmers. The failure itself holds the body and is left behind.
    const [why] = String(error instanceof Error ? error.message : error).split('\n');
    throw new WebhookRefused(`The webhook was not believed: ${why}`);
  }
}

function concern({ id, type, data }: Stripe.Event): PaymentEvent | undefined {
  if (ofPages.has(type)) {
    const { id: setupId, mode } = data.object as Stripe.Checkout.Session;
    return mode === 'setup' ? { id, kind: 'method', setupId } : undefined;
  }
  if (!ofCharges.has(type)) return undefined;
  return { id, kind: 'charge', paymentId: (data.object as Stripe.PaymentIntent | Stripe.Invoice).id };
}

/** All that need be subscribed to in Stripe's dashboard. */
const ofPages: ReadonlySet<string> = new Set(['checkout.session.completed', 'checkout.session.expired']);
const ofCharges: ReadonlySet<string> = new Set([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'invoice.paid',
  'invoice.voided',
]);
