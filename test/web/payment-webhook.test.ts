import { createHmac } from 'node:crypto';
import { cards, openStripe, type StripeScene } from '../support/stripe-scene';
import { cookieOf } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

let stripe: StripeScene;
let scene: WebScene;
beforeAll(async () => {
  stripe = await openStripe();
  scene = await openWebScene({}, stripe.payments);
});
afterAll(async () => {
  await scene.close();
  await stripe.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
  scene.log.length = 0;
});

const path = '/webhooks/payments';
const secret = 'whsec_1';
const now = () => Math.floor(Date.now() / 1000);

function eventOf(type: string, object: Record<string, unknown>): string {
  return JSON.stringify({ id: 'evt_1', object: 'event', type, created: now(), livemode: false, data: { object } });
}
const pageUsed = (setupId: string, more: Record<string, unknown> = {}) =>
  eventOf('checkout.session.completed', { id: setupId, object: 'checkout.session', mode: 'setup', ...more });
const paid = (paymentId: string) => eventOf('invoice.paid', { id: paymentId, object: 'invoice' });

/** As the payment service signs. */
function signatureOf(body: string, at = now(), key = secret): string {
  return `t=${at},v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
}

/** As the payment service sends: no browser, no cookie. */
function send(
  body: string,
  signature: string | null = signatureOf(body),
  contentType = 'application/json; charset=utf-8',
) {
  const signed = signature === null ? {} : { 'stripe-signature': signature };
  return fetch(scene.url + path, { method: 'POST', body, headers: { 'content-type': contentType, ...signed } });
}

const cardOf = async () => (await scene.store.payments.card('dana-fox'))?.label;

/** A request that the bank wants its holder for. */
async function waitingFor(paymentId: string): Promise<string> {
  const id = await scene.request(undefined, { toPay: true });
  const charge = { kind: 'needs-holder', paymentId, payUrl: 'https://pay.example/i/1' } as const;
  await scene.store.payments.record(id, 1, charge);
  scene.told.length = 0;
  return id;
}

describe('a card was entered', () => {
  test('it is kept, once, whatever the event says about it', async () => {
    const setupId = await stripe.enter(scene.store, 'dana-fox', cards.good);
    const event = pageUsed(setupId, { customer: 'cus_elsewhere', setup_intent: { payment_method: 'pm_elsewhere' } });
    for (const response of [await send(event), await send(event)]) {
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
    expect(await scene.store.payments.card('dana-fox')).toMatchObject({
      label: 'Visa ending 4242',
      customerId: expect.not.stringContaining('elsewhere'),
      methodId: expect.not.stringContaining('elsewhere'),
    });
    const html = await (await scene.get('/account/card', await cookieOf(scene, 'dana-fox'))).text();
    expect(html).toContain('<strong>Visa ending 4242</strong>, saved on');
    expect(html).not.toContain('was entered');
    expect(scene.told).toEqual([]);
  });

  test('it is not kept when the payment service knows nothing of a card', async () => {
    const payer = { developerId: 'dana-fox', name: 'Dana Fox', email: 'dana@fox.example' };
    const saving = await stripe.payments.saveMethod(payer, `${stripe.url}/gone`);
    if (saving.kind !== 'go-to') throw new Error(saving.kind);
    await scene.store.payments.opened('dana-fox', saving.setupId);
    const before = await scene.dump();
    expect((await send(pageUsed(saving.setupId))).status).toBe(204);
    expect(await scene.dump()).toBe(before);
    expect(await cardOf()).toBeUndefined();
  });

  test('a page that we did not open leads to no card', async () => {
    const setupId = await stripe.enter(scene.store, 'dana-fox', cards.good);
    await scene.sql('delete from card_setup');
    const before = await scene.dump();
    expect((await send(pageUsed(setupId))).status).toBe(204);
    expect(await scene.dump()).toBe(before);
  });

  test('a page that takes money for something else is none of ours', async () => {
    const setupId = await stripe.enter(scene.store, 'dana-fox', cards.good);
    expect((await send(pageUsed(setupId, { mode: 'payment' }))).status).toBe(204);
    expect(await cardOf()).toBeUndefined();
  });

  test('the request that waited for another card is told', async () => {
    await stripe.save(scene.store, 'dana-fox', cards.declined);
    const id = await scene.request(undefined, { toPay: true });
    await scene.store.payments.record(id, 1, { kind: 'declined', because: 'Your card was declined.' });
    scene.told.length = 0;
    await send(pageUsed(await stripe.enter(scene.store, 'dana-fox', cards.good)));
    expect(scene.told).toMatchObject([{ requestId: id, message: { type: 'changed' } }]);
    expect(await scene.store.payments.ofRequest(id)).toMatchObject({ state: 'promised', card: 'Visa ending 4242' });
  });
});

describe('something happened to a charge', () => {
  test('the workflow of its request looks again, and nothing else is believed', async () => {
    const [other, id] = [await waitingFor('in_1'), await waitingFor('in_2')];
    expect((await send(paid('in_2'))).status).toBe(204);
    expect(scene.told).toMatchObject([{ requestId: id, message: { type: 'changed' } }]);
    for (const each of [other, id]) {
      expect(await scene.store.payments.ofRequest(each)).toMatchObject({ state: 'needs-holder' });
    }
  });

  test('told twice, it is looked at again, and no harm is done', async () => {
    const id = await waitingFor('in_1');
    expect([(await send(paid('in_1'))).status, (await send(paid('in_1'))).status]).toEqual([204, 204]);
    expect(new Set(scene.told.map(({ requestId }) => requestId))).toEqual(new Set([id]));
  });

  test.each([
    ['a payment that is none of ours', paid('in_elsewhere')],
    ['an event that is of no concern', eventOf('customer.updated', { id: 'in_1', object: 'customer' })],
  ])('%s: 204, and nothing', async (_, event) => {
    await waitingFor('in_1');
    const before = await scene.dump();
    expect((await send(event)).status).toBe(204);
    expect(scene.told).toEqual([]);
    expect(await scene.dump()).toBe(before);
  });
});

describe('what is not signed as it should be is not believed, and changes nothing', () => {
  let setupId: string;
  let before: string;
  beforeEach(async () => {
    setupId = await stripe.enter(scene.store, 'dana-fox', cards.good);
    await waitingFor('in_1');
    before = await scene.dump();
  });
  afterEach(async () => {
    expect(await scene.dump()).toBe(before);
    expect(scene.told).toEqual([]);
  });

  test.each<[string, (event: string) => Promise<Response>]>([
    ['no signature', (event) => send(event, null)],
    ['an empty one', (event) => send(event, '')],
    ['one with another secret', (event) => send(event, signatureOf(event, now(), 'whsec_2'))],
    ['one with no secret', (event) => send(event, signatureOf(event, now(), ''))],
    ['one of another event', (event) => send(event, signatureOf(paid('in_2')))],
    ['one that is older than five minutes', (event) => send(event, signatureOf(event, now() - 310))],
    [
      'a time that was made newer',
      (event) => send(event, signatureOf(event, now() - 310).replace(/t=\d+/, `t=${now()}`)),
    ],
    ['a scheme of old', (event) => send(event, signatureOf(event).replace('v1=', 'v0='))],
    ['a byte that was changed', (event) => send(event.replace('"evt_1"', '"evt_2"'), signatureOf(event))],
    ['a byte that was added', (event) => send(`${event} `, signatureOf(event))],
    ['what is no JSON', () => send('{', signatureOf('{'))],
    ['what holds nothing', () => send('', signatureOf(''))],
  ])('%s: 400', async (_, act) => {
    for (const event of [pageUsed(setupId), paid('in_1')]) {
      const response = await act(event);
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain(setupId);
    }
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])('%s: 415', async (contentType) => {
    const event = pageUsed(setupId);
    expect((await send(event, signatureOf(event), contentType)).status).toBe(415);
  });

  test('no body, and no content type: 400', async () => {
    expect((await fetch(scene.url + path, { method: 'POST' })).status).toBe(400);
  });

  test('more than any event: 413', async () => {
    const event = pageUsed('x'.repeat(300_000));
    expect((await send(event)).status).toBe(413);
  });

  test('looked at: 404', async () => {
    expect((await scene.get(path)).status).toBe(404);
  });

  test('a page of another site sends what only we could sign: 400', async () => {
    const headers = {
      'content-type': 'application/json',
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    };
    expect((await fetch(scene.url + path, { method: 'POST', body: paid('in_1'), headers })).status).toBe(400);
  });
});

test('while the payment service does not answer it is told to come again', async () => {
  const away = await openStripe();
  const alone = await openWebScene({}, away.payments);
  try {
    const setupId = await away.enter(alone.store, 'dana-fox', cards.good);
    await away.close();
    const body = pageUsed(setupId);
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(body) };
    expect((await fetch(alone.url + path, { method: 'POST', body, headers })).status).toBe(503);
    expect(await alone.store.payments.card('dana-fox')).toBeUndefined();
    expect(await alone.store.payments.unfinished('dana-fox')).toBe(setupId);
  } finally {
    await alone.close();
  }
});

test('where nothing is paid nobody is believed', async () => {
  const free = await openWebScene();
  try {
    const body = paid('in_1');
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(body) };
    expect((await fetch(free.url + path, { method: 'POST', body, headers })).status).toBe(400);
  } finally {
    await free.close();
  }
});
