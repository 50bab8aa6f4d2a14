import { createBrowser } from '../../../demo/browser';
import { startStripeStandIn, type StripeStandIn } from '../../../demo/stripe/server';
import { createNoPayments } from '../../../payments/none';
import type { Method, Payments } from '../../../payments/port';
import { createStripePayments } from '../../../payments/stripe';
import { card, onLocalstripe, orderFor, payer, returnUrl } from './stripe-bench';

interface Bench {
  readonly payments: Payments;
  /** A saved card. */
  save(): Promise<Method>;
}

/** What every way of taking payments must do. */
function describePayments(name: string, open: () => Bench): void {
  describe(`${name} as payments`, () => {
    let bench: Bench;
    beforeEach(() => {
      bench = open();
    });

    test('what was saved is charged, and the charge can be asked about', async () => {
      const charge = await bench.payments.charge(orderFor(await bench.save()));
      if (charge.kind !== 'charged') throw new Error(charge.kind);
      expect(await bench.payments.chargeState(charge.paymentId)).toEqual(charge);
      expect(await bench.payments.callOff(charge.paymentId)).toEqual(charge);
    });

    test('one key is one charge, two keys are two', async () => {
      const order = orderFor(await bench.save());
      const first = await bench.payments.charge(order);
      expect(await bench.payments.charge(order)).toEqual(first);
      expect(await bench.payments.charge({ ...order, idempotencyKey: 'r2:charge' })).not.toEqual(first);
    });

    test('releasing is safe to repeat', async () => {
      const method = await bench.save();
      await bench.payments.release(method);
      await bench.payments.release(method);
    });
  });
}

const none = createNoPayments();

describePayments('none', () => ({
  payments: none,
  async save() {
    expect(await none.saveMethod(payer, returnUrl)).toEqual({ kind: 'not-needed' });
    const saved = await none.methodSaved('none');
    if (saved.kind !== 'saved') throw new Error(saved.kind);
    return { customerId: saved.customerId, methodId: saved.methodId };
  },
}));

onLocalstripe((bench) => describePayments('Stripe', () => bench.current));

describe('on the stand-in of the demo', () => {
  let standIn: StripeStandIn;
  beforeEach(async () => {
    standIn = await startStripeStandIn();
  });
  afterEach(() => standIn.close());
  describePayments('Stripe', () => standInBench(standIn.url));
});

function standInBench(apiBase: string): Bench {
  const payments = createStripePayments({ apiKey: 'sk_test_1', webhookSecret: 'whsec_1', apiBase });
  return {
    payments,
    async save() {
      const saving = await payments.saveMethod(payer, `${apiBase}/back`);
      if (saving.kind !== 'go-to') throw new Error(saving.kind);
      const browser = createBrowser();
      await browser.send(await browser.open(saving.url), { number: card.good });
      const saved = await payments.methodSaved(saving.setupId);
      if (saved.kind !== 'saved') throw new Error(saved.kind);
      return { customerId: saved.customerId, methodId: saved.methodId };
    },
  };
}
