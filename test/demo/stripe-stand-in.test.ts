import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createBrowser, type Page } from '../../demo/browser';
import { startStripeProcess } from '../../demo/stripe/process';
import { type StripeStandIn, startStripeStandIn } from '../../demo/stripe/server';
import { type ChargeOrder, type Method, type PaymentEvent, PaymentKeyReused, type Payments } from '../../payments/port';
import { createStripePayments } from '../../payments/stripe';
import { card, orderFor, payer } from '../contract/payments/stripe-bench';
import { eventually } from '../support/eventually';

const webhookSecret = 'whsec_right';
let stripe: StripeStandIn;
let payments: Payments;
/** Where the holder comes back to, and where events go. */
let shop: { readonly url: string; readonly events: PaymentEvent[]; busy: number; close(): void };

beforeEach(async () => {
  shop = await openShop();
  stripe = await startStripeStandIn({ webhook: { url: `${shop.url}/webhook`, secret: webhookSecret } });
  payments = createStripePayments({ apiKey: 'sk_test_x', webhookSecret, apiBase: stripe.url });
});
afterEach(async () => {
  await stripe.close();
  shop.close();
});

async function openShop() {
  const events: PaymentEvent[] = [];
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.method === 'GET') return void response.end('Welcome back');
    if (opened.busy-- > 0) return void response.writeHead(503).end();
    const event = payments.readWebhook(Buffer.from(body), request.headers['stripe-signature'] as string | undefined);
    if (event) events.push(event);
    response.writeHead(204).end();
  }
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const opened = { url, events, busy: 0, close };
  return opened;
}

const browser = createBrowser();
const enter = async (url: string, number: string): Promise<Page> => browser.send(await browser.open(url), { number });

async function setUp() {
  const saving = await payments.saveMethod(payer, `${shop.url}/back`);
  if (saving.kind !== 'go-to') throw new Error(saving.kind);
  return saving;
}

async function saved(number = card.good): Promise<Method> {
  const { url, setupId } = await setUp();
  expect(await enter(url, number)).toMatchObject({ url: `${shop.url}/back`, text: 'Welcome back' });
  const saved = await payments.methodSaved(setupId);
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  return { customerId: saved.customerId, methodId: saved.methodId };
}

async function chargeAtPage(order: ChargeOrder) {
  const charge = await payments.charge(order);
  if (charge.kind !== 'needs-holder') throw new Error(charge.kind);
  return charge;
}

const told = (kind: PaymentEvent['kind'], about: string) =>
  eventually(`an event about ${about}`, () =>
    shop.events.some((event) => event.kind === kind && Object.values(event).includes(about)),
  );

test('a card is entered at the page, charged, and the charge can be asked about', async () => {
  const { url, setupId } = await setUp();
  expect(await payments.methodSaved(setupId)).toEqual({ kind: 'open' });
  const form = await browser.open(url);
  expect(form.text).toContain('<title>Stripe (stand-in)</title>');
  expect((await browser.send(form, { number: '4242 4242 4242 4242' })).url).toBe(`${shop.url}/back`);
  const method = await payments.methodSaved(setupId);
  if (method.kind !== 'saved') throw new Error(method.kind);
  expect(method.label).toBe('Visa ending 4242');
  const charge = await payments.charge(orderFor(method));
  if (charge.kind !== 'charged') throw new Error(charge.kind);
  expect(await payments.chargeState(charge.paymentId)).toEqual(charge);
  expect(await payments.callOff(charge.paymentId)).toEqual(charge);
  expect(stripe.taken()).toEqual(['5000 usd']);
  expect((await browser.open(url)).text).toContain('Your card is saved');
});

test('one key is one charge, another is another', async () => {
  const order = orderFor(await saved());
  const [first, second] = await Promise.all([payments.charge(order), payments.charge(order)]);
  expect([second, await payments.charge(order)]).toEqual([first, first]);
  expect(await payments.charge({ ...order, idempotencyKey: 'r2:charge', amountMinor: 700 })).not.toEqual(first);
  expect(stripe.taken()).toEqual(['5000 usd', '700 usd']);
});

test('one key for two amounts is refused, and takes one of them', async () => {
  const order = orderFor(await saved());
  const both = [payments.charge(order), payments.charge({ ...order, amountMinor: 4999 })];
  const refused = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected');
  expect(refused).toEqual([{ status: 'rejected', reason: expect.any(PaymentKeyReused) }]);
  expect(stripe.taken()).toHaveLength(1);
});

test('a declined card is an answer, and stays one under its key', async () => {
  const order = orderFor(await saved(card.declined));
  const declined = { kind: 'declined', because: 'Your card was declined.' };
  expect([await payments.charge(order), await payments.charge(order)]).toEqual([declined, declined]);
  expect(stripe.taken()).toEqual([]);
});

test('a card whose bank asks the holder is paid at a page', async () => {
  const order = orderFor(await saved(card.asksHolder));
  const charge = await chargeAtPage(order);
  expect(await payments.charge(order)).toEqual(charge);
  const form = await browser.open(charge.payUrl);
  expect(form.text).toContain('Pay USD 50.00');
  const refused = await browser.send(form, { number: card.declined });
  expect(refused).toMatchObject({ status: 402, text: expect.stringContaining('Your card was declined.') });
  expect(await payments.chargeState(charge.paymentId)).toEqual(charge);
  expect((await browser.send(refused, { number: card.asksHolder })).text).toContain('Paid: USD 50.00');
  const charged = { kind: 'charged', paymentId: charge.paymentId };
  expect(await payments.chargeState(charge.paymentId)).toEqual(charged);
  expect(await payments.callOff(charge.paymentId)).toEqual(charged);
  expect(stripe.taken()).toEqual(['5000 usd']);
  await told('charge', charge.paymentId);
});

test('a page that was called off takes no money', async () => {
  const charge = await chargeAtPage(orderFor(await saved(card.asksHolder)));
  const form = await browser.open(charge.payUrl);
  const calledOff = { kind: 'declined', because: 'The payment was called off.' };
  expect(await payments.callOff(charge.paymentId)).toEqual(calledOff);
  expect(await payments.callOff(charge.paymentId)).toEqual(calledOff);
  expect((await browser.send(form, { number: card.good })).text).toContain('can no longer be paid');
  expect(stripe.taken()).toEqual([]);
  await told('charge', charge.paymentId);
});

test('a released card cannot be charged', async () => {
  const method = await saved();
  await payments.release(method);
  await payments.release(method);
  expect(await payments.charge(orderFor(method))).toEqual({
    kind: 'declined',
    because: 'The card is no longer saved.',
  });
});

test.each([
  ['a refused card', card.refused, 'Your card was declined.'],
  ['a real card', '4539148803436467', 'test mode'],
  ['no card', '1234', 'number is incorrect'],
  ['nothing', '', 'number is incorrect'],
])('%s is not saved, and the page stays open for another', async (_what, number, words) => {
  const { url, setupId } = await setUp();
  const page = await enter(url, number);
  expect(page).toMatchObject({ status: 402, text: expect.stringContaining(words) });
  expect(await payments.methodSaved(setupId)).toEqual({ kind: 'open' });
  await browser.send(page, { number: card.good });
  expect(await payments.methodSaved(setupId)).toMatchObject({ kind: 'saved' });
});

test('a page that has expired saves no card, and that is told', async () => {
  const { url, setupId } = await setUp();
  const form = await browser.open(url);
  const headers = { authorization: 'Bearer sk_test_x' };
  await fetch(`${stripe.url}/v1/checkout/sessions/${setupId}/expire`, { method: 'POST', headers });
  expect((await browser.send(form, { number: card.good })).text).toContain('expired');
  expect(await payments.methodSaved(setupId)).toMatchObject({ kind: 'failed' });
  await told('method', setupId);
});

test('what happened is told, signed, and again until it is taken', async () => {
  shop.busy = 2;
  const { url, setupId } = await setUp();
  await enter(url, card.good);
  await told('method', setupId);
  const method = await payments.methodSaved(setupId);
  if (method.kind !== 'saved') throw new Error(method.kind);
  const charge = await payments.charge(orderFor(method));
  if (charge.kind !== 'charged') throw new Error(charge.kind);
  await told('charge', charge.paymentId);
});

test('as a process of its own it is told later where events go, and ends when it is stopped', async () => {
  const apart = await startStripeProcess();
  try {
    payments = createStripePayments({ apiKey: 'sk_test_x', webhookSecret, apiBase: apart.url });
    await apart.sendEventsTo({ url: `${shop.url}/webhook`, secret: webhookSecret });
    const charge = await payments.charge(orderFor(await saved()));
    if (charge.kind !== 'charged') throw new Error(charge.kind);
    await told('charge', charge.paymentId);
    expect(await apart.taken()).toEqual(['5000 usd']);
  } finally {
    await apart.stop();
  }
  await expect(fetch(apart.url)).rejects.toThrow(/fetch failed/);
});

async function call(path: string, init: RequestInit = {}) {
  const headers = { authorization: 'Bearer sk_test_x', ...(init.headers as Record<string, string> | undefined) };
  const response = await fetch(stripe.url + path, { ...init, headers });
  return { response, body: (await response.json()) as { id?: string; error?: object } };
}

const post = (path: string, body: string, key: string) =>
  call(path, { method: 'POST', body, headers: { 'idempotency-key': key } });

describe('in its answers', () => {
  test.each([
    ['a key that is none', '/v1/payment_intents', { headers: { authorization: 'Bearer rk_x' } }, 401],
    ['what there is not', '/v1/payment_intents/pi_none', {}, 404],
    ['a call there is not', '/v1/refunds', { method: 'POST' }, 404],
    ['a parameter there is not', '/v1/customers', { method: 'POST', body: 'shoe=44' }, 400],
    ['a parameter that lacks', '/v1/invoiceitems', { method: 'POST' }, 400],
    ['what cannot be expanded', '/v1/payment_intents?expand[0]=shoe', {}, 400],
  ])('%s is refused in the shape of Stripe', async (_what, path, init, status) => {
    const { response, body } = await call(path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('request-id')).toMatch(/^req_/);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', message: expect.any(String) });
  });

  test('a repeated key gets the first answer, a failed call leaves it free', async () => {
    expect((await post('/v1/customers', 'shoe=44', 'k1')).response.status).toBe(400);
    const first = await post('/v1/customers', 'name=Dana', 'k1');
    const again = await post('/v1/customers', 'name=Dana', 'k1');
    expect(again.body).toEqual(first.body);
    expect(again.response.headers.get('idempotent-replayed')).toBe('true');
    const other = await post('/v1/customers', 'name=Ann', 'k1');
    expect(other.response.status).toBe(400);
    expect(other.body.error).toMatchObject({ type: 'idempotency_error' });
  });

  test('a list comes newest first, a page at a time', async () => {
    const method = await saved();
    for (const idempotencyKey of ['a', 'b', 'c']) await payments.charge(orderFor(method, { idempotencyKey }));
    const path = `/v1/payment_intents?customer=${method.customerId}&limit=2`;
    type List = { has_more: boolean; data: { id: string; metadata: { countersign_key: string } }[] };
    const keys = ({ data }: List) => data.map(({ metadata }) => metadata.countersign_key);
    const first = (await call(path)).body as List;
    const second = (await call(`${path}&starting_after=${first.data[1]!.id}`)).body as List;
    expect([keys(first), first.has_more, keys(second), second.has_more]).toEqual([['c', 'b'], true, ['a'], false]);
  });
});
