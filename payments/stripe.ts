import StripeClient from 'stripe';
import type { Payments } from './port';
import { stripeCharges } from './stripe-charge';
import { stripeMethods } from './stripe-method';
import { readStripeWebhook } from './stripe-webhook';

export interface StripeOptions {
  /** `STRIPE_API_KEY`. */
  readonly apiKey: string;
  /** `STRIPE_WEBHOOK_SECRET`. */
  readonly webhookSecret: string;
  /** Another server that speaks Stripe's API, "http://127.0.0.1:8420"; without it, Stripe. */
  readonly apiBase?: string;
}

/** Somebody waits at a page for some of these calls. */
const timeoutMs = 20_000;

/** Card numbers are entered on Stripe's pages only; this adapter sees ids, brands and last digits. */
export function createStripePayments({ apiKey, webhookSecret, apiBase }: StripeOptions): Payments {
  const stripe = new StripeClient(apiKey, {
    ...(apiBase === undefined ? {} : addressOf(apiBase)),
    timeout: timeoutMs,
    telemetry: false,
    // Safe: Stripe's client sends one Idempotency-Key with all attempts of a POST, ours or one it makes up.
    maxNetworkRetries: 1,
  });
  return {
    takesCards: true,
    ...stripeMethods(stripe),
    ...stripeCharges(stripe),
    readWebhook: (rawBody, header) => readStripeWebhook(stripe, webhookSecret, rawBody, header),
  };
}

function addressOf(apiBase: string): StripeClient.StripeConfig {
  const { protocol, hostname, port } = new URL(apiBase);
  const secure = protocol === 'https:';
  return {
    protocol: secure ? 'https' : 'http',
    host: hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
  };
}
