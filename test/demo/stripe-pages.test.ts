import { type StripeStandIn, startStripeStandIn } from '../../demo/stripe/server';
import type { Payments } from '../../payments/port';
import { createStripePayments } from '../../payments/stripe';
import { card, orderFor, payer } from '../contract/payments/stripe-bench';
import { inBrowser, judge, withPage } from '../support/browser';

let stripe: StripeStandIn;
let payments: Payments;
beforeEach(async () => {
  stripe = await startStripeStandIn();
  payments = createStripePayments({ apiKey: 'sk_test_x', webhookSecret: 'whsec_1', apiBase: stripe.url });
});
afterEach(() => stripe.close());

inBrowser('its pages can be used by everybody, in a real browser', () =>
  withPage(stripe.url, async (page) => {
    const saving = await payments.saveMethod(payer, `${stripe.url}/back`);
    if (saving.kind !== 'go-to') throw new Error(saving.kind);
    await page.goto(saving.url);
    expect(await page.title()).toBe('Stripe (stand-in)');
    await judge(page, 'stripe-card');
    await page.getByLabel('Card number').fill(card.refused);
    await page.getByRole('button', { name: 'Save card' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Your card was declined.');
    await judge(page, 'stripe-card-refused');
    await page.getByLabel('Card number').fill(card.asksHolder);
    await page.getByRole('button', { name: 'Save card' }).click();
    expect(page.url()).toBe(`${stripe.url}/back`);

    const method = await payments.methodSaved(saving.setupId);
    if (method.kind !== 'saved') throw new Error(method.kind);
    const charge = await payments.charge(orderFor(method));
    if (charge.kind !== 'needs-holder') throw new Error(charge.kind);
    await page.goto(charge.payUrl);
    await judge(page, 'stripe-invoice');
    await page.getByLabel('Card number').fill(card.asksHolder);
    await page.getByRole('button', { name: 'Pay USD 50.00' }).click();
    expect(await page.getByRole('heading').textContent()).toBe('Paid: USD 50.00');
    expect(stripe.taken()).toEqual(['5000 usd']);
  }),
);
