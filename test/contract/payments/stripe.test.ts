import { PaymentKeyReused, type Payments, PaymentsUnavailable } from '../../../payments/port';
import { createStripePayments } from '../../../payments/stripe';
import { card, onLocalstripe, orderFor, payer, returnUrl, type StripeBench } from './stripe-bench';
import type { StripeStandIn } from './stripe-stand-in';

onLocalstripe((bench) => {
  let stripe: StripeStandIn;
  let payments: Payments;
  let setUp: StripeBench['setUp'];
  let saved: StripeBench['save'];
  beforeEach(() => {
    ({ stripe, payments, setUp, save: saved } = bench.current);
  });

  test('a card is open until it is entered, and then known by its last digits', async () => {
    const setupId = await setUp();
    expect(await payments.methodSaved(setupId)).toEqual({ kind: 'open' });
    await stripe.enterCard(setupId, card.refused);
    expect(await payments.methodSaved(setupId)).toEqual({ kind: 'open' });
    await stripe.enterCard(setupId, card.good);
    expect(await payments.methodSaved(setupId)).toEqual({
      kind: 'saved',
      customerId: expect.stringMatching(/^cus_/),
      methodId: expect.stringMatching(/^pm_/),
      label: 'Visa ending 4242',
    });
    expect(await stripe.taken()).toEqual([]);
  });

  test('a page that nobody used in time has failed', async () => {
    const setupId = await setUp();
    stripe.expire(setupId);
    expect(await payments.methodSaved(setupId)).toMatchObject({ kind: 'failed', because: /in time/ });
  });

  test('a charge takes the amount in its currency, once, however often and whenever it is repeated', async () => {
    const order = orderFor(await saved());
    const [first, second] = await Promise.all([payments.charge(order), payments.charge(order)]);
    stripe.forgetKeys();
    expect([second, await payments.charge(order)]).toEqual([first, first]);
    expect(await stripe.taken()).toEqual(['5000 usd']);
  });

  test('another key charges again', async () => {
    const method = await saved();
    await payments.charge(orderFor(method));
    await payments.charge(orderFor(method, { idempotencyKey: 'r2:charge', amountMinor: 700, currency: 'EUR' }));
    expect((await stripe.taken()).toSorted()).toEqual(['5000 usd', '700 eur']);
  });

  test.each([
    ['amount', { amountMinor: 4999 }],
    ['currency', { currency: 'EUR' }],
  ])('one key with another %s is refused, and takes nothing', async (_what, change) => {
    const method = await saved();
    const both = [payments.charge(orderFor(method)), payments.charge(orderFor(method, change))];
    const refused = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected');
    expect(refused).toEqual([{ status: 'rejected', reason: expect.any(PaymentKeyReused) }]);
    stripe.forgetKeys();
    await expect(payments.charge(orderFor(method, { amountMinor: 1 }))).rejects.toThrow(PaymentKeyReused);
    expect(await stripe.taken()).toHaveLength(1);
  });

  test.each([0, -1, 49.5, Number.NaN])('%d is no amount', async (amountMinor) => {
    await expect(payments.charge(orderFor(await saved(), { amountMinor }))).rejects.toThrow(RangeError);
  });

  test('a declined card is an answer, and stays one under its key', async () => {
    const order = orderFor(await saved(card.declined));
    const declined = { kind: 'declined', because: 'Your card was declined.' };
    expect(await payments.charge(order)).toEqual(declined);
    stripe.forgetKeys();
    expect(await payments.charge(order)).toEqual(declined);
    expect(await stripe.taken()).toEqual([]);
  });

  test('a released card cannot be charged', async () => {
    const method = await saved();
    await payments.release(method);
    expect(await payments.charge(orderFor(method))).toEqual({
      kind: 'declined',
      because: 'The card is no longer saved.',
    });
    expect(await stripe.taken()).toEqual([]);
  });

  test('a card whose holder must be there gets one page, and is charged when they pay', async () => {
    const order = orderFor(await saved(card.asksHolder));
    const [charge, same] = await Promise.all([payments.charge(order), payments.charge(order)]);
    if (charge.kind !== 'needs-holder') throw new Error(charge.kind);
    expect(same).toEqual(charge);
    stripe.forgetKeys();
    expect(await payments.charge(order)).toEqual(charge);
    expect(await payments.chargeState(charge.paymentId)).toEqual(charge);
    expect(await stripe.taken()).toEqual([]);
    await stripe.pay(charge.payUrl);
    const charged = { kind: 'charged', paymentId: charge.paymentId };
    expect(await payments.chargeState(charge.paymentId)).toEqual(charged);
    expect(await payments.callOff(charge.paymentId)).toEqual(charged);
    expect(await payments.charge(order)).toEqual(charged);
    expect(await stripe.taken()).toEqual(['5000 usd']);
  });

  test('a page that was called off takes no money', async () => {
    const charge = await payments.charge(orderFor(await saved(card.asksHolder)));
    if (charge.kind !== 'needs-holder') throw new Error(charge.kind);
    const calledOff = { kind: 'declined', because: 'The payment was called off.' };
    expect(await payments.callOff(charge.paymentId)).toEqual(calledOff);
    expect(await payments.callOff(charge.paymentId)).toEqual(calledOff);
    await expect(stripe.pay(charge.payUrl)).rejects.toThrow(/Nothing can be paid/);
  });

  test.each([
    ['a good card', '/payment_intents', card.good],
    ['a card that asks its holder', '/payment_intents', card.asksHolder],
    ['the draft of a page', '/invoices', card.asksHolder],
    ['what is on the page', '/invoiceitems', card.asksHolder],
    ['the opening of a page', '/finalize', card.asksHolder],
  ])('when the answer about %s is lost, the next attempt goes on where it was', async (_what, path, number) => {
    const order = orderFor(await saved(number));
    stripe.loseAnswers(path);
    await expect(payments.charge(order)).rejects.toThrow(PaymentsUnavailable);
    stripe.loseAnswers(undefined);
    stripe.forgetKeys();
    const charge = await payments.charge(order);
    if (charge.kind === 'needs-holder') await stripe.pay(charge.payUrl);
    expect(await stripe.taken()).toEqual(['5000 usd']);
  });

  test('every POST carries a key', async () => {
    await payments.charge(orderFor(await saved(card.asksHolder)));
    expect(stripe.keys).toHaveLength(6);
    expect(stripe.keys).not.toContain(undefined);
    expect(stripe.keys).toContain('r1:charge');
  });

  test('a server that is away is thrown, by every method', async () => {
    const method = await saved();
    stripe.close();
    const calls = [
      payments.saveMethod(payer, returnUrl),
      payments.methodSaved('cs_test_1'),
      payments.charge(orderFor(method)),
      payments.chargeState('pi_1'),
      payments.callOff('in_1'),
      payments.release(method),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ reason: expect.any(PaymentsUnavailable) });
    }
  });

  test('a key that the server will not have is thrown, and not repeated', async () => {
    const strange = createStripePayments({ apiKey: 'rk_hunter2', webhookSecret: 'whsec_1', apiBase: stripe.url });
    const failure = await strange.saveMethod(payer, returnUrl).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PaymentsUnavailable);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hunter2');
  });
});
