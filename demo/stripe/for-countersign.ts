import { randomUUID } from 'node:crypto';
import { startStripeProcess, type StripeProcess } from './process';

/** Stripe's stand-in, with what a Countersign needs to know to use it. */
export interface DemoStripe extends Pick<StripeProcess, 'taken' | 'stop'> {
  readonly settings: Readonly<Record<'STRIPE_API_KEY' | 'STRIPE_WEBHOOK_SECRET' | 'STRIPE_API_BASE', string>>;
  /** From now on, events go to the Countersign at that address. */
  connect(url: string): Promise<void>;
}

export async function startDemoStripe(): Promise<DemoStripe> {
  const secret = `whsec_${randomUUID()}`;
  const { url: api, sendEventsTo, taken, stop } = await startStripeProcess();
  return {
    settings: { STRIPE_API_KEY: 'sk_test_demo', STRIPE_WEBHOOK_SECRET: secret, STRIPE_API_BASE: api },
    connect: (url) => sendEventsTo({ url: new URL('/webhooks/payments', url).href, secret }),
    taken,
    stop,
  };
}
