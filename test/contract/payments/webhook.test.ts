import StripeClient from 'stripe';
import { createNoPayments } from '../../../payments/none';
import { WebhookRefused } from '../../../payments/port';
import { createStripePayments } from '../../../payments/stripe';

const secret = 'whsec_right';
const { readWebhook } = createStripePayments({ apiKey: 'sk_test_1', webhookSecret: secret });
const { webhooks } = new StripeClient('sk_test_1');

const bodyOf = (type: string, object: object): string =>
  JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } }, null, 2);
const bytes = (body: string): Uint8Array => new TextEncoder().encode(body);
const sign = (payload: string, options: { readonly secret?: string; readonly agoSeconds?: number } = {}): string =>
  webhooks.generateTestHeaderString({
    payload,
    secret: options.secret ?? secret,
    timestamp: Math.floor(Date.now() / 1000) - (options.agoSeconds ?? 0),
  });

test.each([
  ['checkout.session.completed', { id: 'cs_1', mode: 'setup' }, { kind: 'method', setupId: 'cs_1' }],
  ['checkout.session.expired', { id: 'cs_1', mode: 'setup' }, { kind: 'method', setupId: 'cs_1' }],
  ['payment_intent.succeeded', { id: 'pi_1' }, { kind: 'charge', paymentId: 'pi_1' }],
  ['payment_intent.payment_failed', { id: 'pi_1' }, { kind: 'charge', paymentId: 'pi_1' }],
  ['payment_intent.canceled', { id: 'pi_1' }, { kind: 'charge', paymentId: 'pi_1' }],
  ['invoice.paid', { id: 'in_1' }, { kind: 'charge', paymentId: 'in_1' }],
  ['invoice.voided', { id: 'in_1' }, { kind: 'charge', paymentId: 'in_1' }],
])('%s says where to look', (type, object, event) => {
  const body = bodyOf(type, object);
  expect(readWebhook(bytes(body), sign(body))).toEqual({ id: 'evt_1', ...event });
});

test.each([
  ['checkout.session.completed', { id: 'cs_1', mode: 'payment' }],
  ['customer.created', { id: 'cus_1' }],
  ['something.new', {}],
])('%s of somebody else is none of our business', (type, object) => {
  const body = bodyOf(type, object);
  expect(readWebhook(bytes(body), sign(body))).toBeUndefined();
});

const body = bodyOf('invoice.paid', { id: 'in_1' });
test.each([
  ['another body', bytes(body.replace('in_1', 'in_2')), sign(body)],
  ['the same body, written anew', bytes(JSON.stringify(JSON.parse(body))), sign(body)],
  ['another secret', bytes(body), sign(body, { secret: 'whsec_wrong' })],
  ['six minutes of age', bytes(body), sign(body, { agoSeconds: 360 })],
  ['a signature that is none', bytes(body), 'v1=abc'],
  ['no signature', bytes(body), undefined],
  ['no body', bytes(''), sign('')],
  ['a signed body that is no JSON', bytes('hello'), sign('hello')],
])('%s is refused, and nothing of it repeated', (_what, raw, header) => {
  const read = () => readWebhook(raw, header);
  expect(read).toThrow(WebhookRefused);
  expect(read).not.toThrow(/whsec_|in_1|in_2/);
});

test('four minutes are not too old', () => {
  expect(readWebhook(bytes(body), sign(body, { agoSeconds: 240 }))).toMatchObject({ paymentId: 'in_1' });
});

test('where nothing is paid, nobody can report a payment', () => {
  expect(() => createNoPayments().readWebhook(bytes(body), sign(body))).toThrow(WebhookRefused);
});
