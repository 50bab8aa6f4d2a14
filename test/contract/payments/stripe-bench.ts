import type { ChargeOrder, Method, Payments } from '../../../payments/port';
import { createStripePayments } from '../../../payments/stripe';
import { findLocalstripe, startLocalstripe } from '../../support/localstripe';
import { openStripeStandIn, type StripeStandIn } from './stripe-stand-in';

/** Stripe's own test cards. */
export const card = {
  good: '4242424242424242',
  /** Can be saved, cannot be charged. */
  declined: '4000000000000341',
  /** Cannot even be saved. */
  refused: '4000000000000002',
  /** The bank asks its holder every time. */
  asksHolder: '4000002760003184',
};

export const payer = { developerId: 'd1', name: 'Dana Fox', email: 'dana@fox.example' };
export const returnUrl = 'https://countersign.example/you/card';

export const orderFor = (method: Method, change: Partial<ChargeOrder> = {}): ChargeOrder => ({
  ...method,
  idempotencyKey: 'r1:charge',
  amountMinor: 5000,
  currency: 'USD',
  description: 'Lakeshore IDX, one month',
  ...change,
});

export interface StripeBench {
  readonly payments: Payments;
  readonly stripe: StripeStandIn;
  /** A page for a card, not used yet. */
  setUp(): Promise<string>;
  save(number?: string): Promise<Method>;
}

/**
 * A new Stripe for every test, under the name of `bench.current`. All are skipped where localstripe cannot be had: without python3, or on the
 * first run without a package index.
 */
export function onLocalstripe(tests: (bench: { readonly current: StripeBench }) => void): void {
  const folder = findLocalstripe();
  (folder === undefined ? describe.skip : describe)('on localstripe', () => {
    let localstripe: { readonly url: string; stop(): Promise<void> };
    const bench: { current: StripeBench } = { current: undefined! };
    beforeAll(async () => {
      localstripe = await startLocalstripe(folder!);
    });
    beforeEach(async () => {
      bench.current = benchOf(await openStripeStandIn(localstripe.url));
    });
    afterEach(() => bench.current.stripe.close());
    afterAll(() => localstripe.stop());
    tests(bench);
  });
}

function benchOf(stripe: StripeStandIn): StripeBench {
  const payments = createStripePayments({ apiKey: 'sk_test_1', webhookSecret: 'whsec_1', apiBase: stripe.url });

  async function setUp(): Promise<string> {
    const saving = await payments.saveMethod(payer, returnUrl);
    if (saving.kind !== 'go-to') throw new Error(saving.kind);
    expect(saving.url).toMatch(/^https:/);
    return saving.setupId;
  }

  async function save(number = card.good): Promise<Method> {
    const setupId = await setUp();
    await stripe.enterCard(setupId, number);
    const saved = await payments.methodSaved(setupId);
    if (saved.kind !== 'saved') throw new Error(saved.kind);
    return { customerId: saved.customerId, methodId: saved.methodId };
  }

  return { payments, stripe, setUp, save };
}
