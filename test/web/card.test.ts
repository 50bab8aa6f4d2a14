import { createNoPayments } from '../../payments/none';
import { type Payments, PaymentsUnavailable } from '../../payments/port';
import { cards, openStripe, type StripeScene } from '../support/stripe-scene';
import { cookieOf } from '../support/web-developers';
import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

let stripe: StripeScene;
let scene: WebScene;
let dana: Record<string, string>;
/** What stands in for the payment service, one method at a time. */
let instead: Partial<Payments> = {};
beforeAll(async () => {
  stripe = await openStripe();
  // Whoever has entered a card is sent back; where to, is all that is looked at here.
  scene = await openWebScene({ baseUrl: stripe.url }, replaceable(stripe.payments));
});
afterAll(async () => {
  await scene.close();
  await stripe.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
  scene.log.length = 0;
  instead = {};
  dana = await cookieOf(scene, 'dana-fox');
});

function replaceable(payments: Payments): Payments {
  return new Proxy(payments, {
    get: (target, name: keyof Payments) => instead[name] ?? target[name],
  });
}

const draft = '0b0e8a3c-5a43-4d1c-9a5e-1d2f3a4b5c6d';
const page = async (path = '/account/card', who = dana) => (await scene.get(path, who)).text();
const press = (path: string, form: Record<string, string> = {}, who = dana) => scene.post(path, form, who);
const cardOf = async (developerId = 'dana-fox') => (await scene.store.payments.card(developerId))?.label;

/** Opens a page for a card as the button does; resolves with its address. */
async function openPage(form: Record<string, string> = {}, who = dana): Promise<string> {
  const response = await press('/account/card', form, who);
  expect(response.status).toBe(200);
  return /href="(http:[^"]*\/c\/pay\/[^"]*)"/.exec(await response.text())![1]!;
}

async function saveCard(number = cards.good): Promise<void> {
  await stripe.useCard(await openPage(), number);
  await press('/account/card/confirmation');
}

test('looking changes nothing, and an empty place says what to do', async () => {
  const before = await scene.dump();
  const html = await page();
  expect(html).toContain('No card is saved.');
  expect(html).toContain('>Enter a card<');
  expect(html).not.toContain('Remove it');
  expect(await scene.dump()).toBe(before);
});

test('the page for a card is reached by a link: our forms lead to our own pages only', async () => {
  const response = await press('/account/card');
  expect(response.status).toBe(200);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.get('content-security-policy')).toContain("form-action 'self'");
  const html = await response.text();
  expect(html).toMatch(new RegExp(`<a[^>]* href="${stripe.url}/c/pay/cs_\\w+">`));
  expect(html).toContain('We only ever see the brand and the last four digits.');
  expect(await page()).toContain('A page for a card was opened and not finished.');
  expect(await cardOf()).toBeUndefined();
});

test('what was entered is shown, and used once its holder says so', async () => {
  await stripe.useCard(await openPage(), cards.good);
  const before = await scene.dump();
  const html = await page();
  expect(html).toContain('Visa ending 4242 was entered');
  expect(html).toContain('No card is saved.');
  expect(await scene.dump()).toBe(before);

  const used = await press('/account/card/confirmation');
  expect([used.status, used.headers.get('location')]).toEqual([303, '/account/card']);
  expect(await cardOf()).toBe('Visa ending 4242');
  const after = await page();
  expect(after).toContain('<strong>Visa ending 4242</strong>, saved on');
  expect(after).not.toContain('was entered');
  expect(await page('/account')).toContain('<strong>Visa ending 4242</strong>');
});

test('said twice, the card is kept once', async () => {
  await stripe.useCard(await openPage(), cards.good);
  const both = await Promise.all([press('/account/card/confirmation'), press('/account/card/confirmation')]);
  expect(both.map(({ status }) => status)).toEqual([303, 303]);
  expect((await press('/account/card/confirmation')).status).toBe(303);
  expect(await cardOf()).toBe('Visa ending 4242');
});

test('saying so without having entered one keeps nothing', async () => {
  for (const open of [async () => undefined, openPage]) {
    await open();
    expect((await press('/account/card/confirmation')).status).toBe(303);
    expect(await cardOf()).toBeUndefined();
  }
});

describe('an enrolment that asked for a card', () => {
  test('is led back to, all the way', async () => {
    const html = await page(`/account/card?draft=${draft}`);
    expect(html).toContain(`<a href="/enrolments/${draft}">Back to your enrolment</a>`);
    expect(inputOf(html, 'draft')).toBe(draft);

    const url = await openPage({ draft });
    const shown = await (await fetch(url)).text();
    expect(shown).toContain(`href="${stripe.url}/account/card?draft=${draft}"`);
    await stripe.useCard(url, cards.good);
    const used = await press('/account/card/confirmation', { draft });
    expect(used.headers.get('location')).toBe(`/enrolments/${draft}`);
  });

  test.each([
    ['another site', '//elsewhere.example'],
    ['another site by its address', 'https://elsewhere.example/'],
    ['another page of ours', '../account'],
    ['a way round', `${draft}/../../elsewhere`],
    ['something longer', `${draft}?next=//elsewhere.example`],
    ['only dashes', '-'.repeat(36)],
    ['a script', '"><script>alert(1)</script>'],
  ])('[case 22] %s is never used in an address', async (_, odd) => {
    const html = await page(`/account/card?${new URLSearchParams({ draft: odd }).toString()}`);
    expect(html).not.toContain('elsewhere');
    expect(html).not.toContain('alert(1)');
    expect(html).not.toContain('Back to your enrolment');
    expect(inputOf(html, 'draft')).toBe('');

    const url = await openPage({ draft: odd });
    expect(await (await fetch(url)).text()).toContain(`href="${stripe.url}/account/card"`);
    await stripe.useCard(url, cards.good);
    const used = await press('/account/card/confirmation', { draft: odd });
    expect(used.headers.get('location')).toBe('/account/card');
  });
});

test('a card that the payment service refused is shown with its reason, and another one can be entered', async () => {
  await openPage();
  instead = { methodSaved: async () => ({ kind: 'failed', because: 'Your card <has> expired.' }) };
  const html = await page();
  expect(html).toMatch(/role="alert"><p>Your card &lt;has&gt; expired\. Try again, or take another card\./);
  expect(html).not.toContain('was entered');
  expect((await press('/account/card/confirmation')).status).toBe(303);
  expect(await cardOf()).toBeUndefined();
  instead = {};
  await saveCard();
  expect(await cardOf()).toBe('Visa ending 4242');
});

test('a card that is refused at the page leaves the page open for another one', async () => {
  const url = await openPage();
  expect(await stripe.useCard(url, '4000000000000002')).toBe(402);
  expect(await page()).toContain('A page for a card was opened and not finished.');
  await stripe.useCard(url, cards.good);
  expect(await page()).toContain('Visa ending 4242 was entered');
});

test('another card takes the place of the first, which is forgotten at the payment service', async () => {
  await saveCard();
  const first = (await scene.store.payments.card('dana-fox'))!;
  await stripe.useCard(await openPage(), cards.declined);
  expect(await page()).toContain('From now on it takes the place of Visa ending 4242.');
  await press('/account/card/confirmation');
  expect(await cardOf()).toBe('Visa ending 0341');
  const order = { idempotencyKey: 'k', amountMinor: 100, currency: 'USD', description: 'Again' };
  expect(await stripe.payments.charge({ ...first, ...order })).toMatchObject({ kind: 'declined' });
});

test('another card is what requests are paid with, and those that waited for one are told', async () => {
  await saveCard(cards.declined);
  const [waiting, promised] = [
    await scene.request(undefined, { toPay: true }),
    await scene.request(undefined, { toPay: true }),
  ];
  await scene.store.payments.record(waiting, 1, { kind: 'declined', because: 'Your card was declined.' });
  scene.told.length = 0;
  await saveCard();
  expect(scene.told).toMatchObject([{ requestId: waiting, message: { type: 'changed' } }]);
  expect(await scene.store.payments.ofRequest(waiting)).toMatchObject({
    state: 'promised',
    card: 'Visa ending 4242',
    attempt: 2,
  });
  expect(await scene.store.payments.ofRequest(promised)).toMatchObject({
    state: 'promised',
    card: 'Visa ending 4242',
    attempt: 1,
  });
});

describe('removing the card', () => {
  test('it is gone, here and at the payment service', async () => {
    await saveCard();
    const card = (await scene.store.payments.card('dana-fox'))!;
    const removed = await press('/account/card/removal');
    expect([removed.status, removed.headers.get('location')]).toEqual([303, '/account/card']);
    expect(await page()).toContain('No card is saved.');
    const order = { idempotencyKey: 'k', amountMinor: 100, currency: 'USD', description: 'Again' };
    expect(await stripe.payments.charge({ ...card, ...order })).toMatchObject({ kind: 'declined' });
    expect((await press('/account/card/removal')).status).toBe(303);
  });

  test('not while a request is to be paid with it, and the page says so', async () => {
    await saveCard();
    const id = await scene.request(undefined, { toPay: true });
    const before = await scene.dump();
    const refused = await press('/account/card/removal');
    expect(refused.status).toBe(409);
    const html = await refused.text();
    expect(html).toContain('One request is still to be paid with it. Save another card instead');
    expect(html).toContain('<strong>Visa ending 4242</strong>');
    expect(await scene.dump()).toBe(before);

    await scene.request(undefined, { toPay: true });
    expect(await (await press('/account/card/removal')).text()).toContain('2 requests are still to be paid with it.');

    await scene.store.payments.release(id);
    expect((await press('/account/card/removal')).status).toBe(409);
  });

  test('it is gone here even when the payment service does not hear of it', async () => {
    await saveCard();
    instead = { release: () => Promise.reject(new PaymentsUnavailable('away')) };
    expect((await press('/account/card/removal')).status).toBe(303);
    expect(await cardOf()).toBeUndefined();
    expect(scene.log.join('')).toContain('old card not released');
  });
});

describe('[case 82] whose card it is', () => {
  test('somebody who is not signed in is sent to sign in, and comes back', async () => {
    const response = await scene.get(`/account/card?draft=${draft}`);
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(`/account/card?draft=${draft}`)}`,
    ]);
    for (const path of ['/account/card', '/account/card/confirmation', '/account/card/removal']) {
      expect((await scene.post(path, {})).headers.get('location')).toBe('/sign-in?next=%2Faccount');
    }
  });

  test('nobody sees or uses what another developer entered', async () => {
    await saveCard();
    await stripe.useCard(await openPage(), cards.declined);
    const lee = await cookieOf(scene, 'lee-park');
    expect(await page('/account/card', lee)).not.toContain('Visa ending');
    await press('/account/card/confirmation', {}, lee);
    await press('/account/card/removal', {}, lee);
    expect(await cardOf('lee-park')).toBeUndefined();
    expect(await cardOf()).toBe('Visa ending 4242');
  });

  test('another site can neither open a page nor remove the card', async () => {
    await saveCard();
    const before = await scene.dump();
    for (const path of ['/account/card', '/account/card/confirmation', '/account/card/removal']) {
      expect((await press(path, {}, { ...dana, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    }
    expect(await scene.dump()).toBe(before);
  });
});

test('no page and no line of the log holds a reference to a card', async () => {
  const shown: string[] = [];
  await openPage();
  shown.push(await page());
  await stripe.useCard(await openPage(), cards.good);
  shown.push(await page());
  await press('/account/card/confirmation');
  const { customerId, methodId } = (await scene.store.payments.card('dana-fox'))!;
  const id = await scene.request(undefined, { toPay: true });
  const staff = { cookie: `countersign=${await scene.signIn()}` };
  for (const path of ['/account/card', '/account', `/account/requests/${id}`, '/enrolments/new?plan=blue-mesa-idx']) {
    shown.push(await page(path));
  }
  for (const path of ['/console', `/console/requests/${id}`, `/api/requests/${id}`])
    shown.push(await page(path, staff));
  await saveCard(cards.asksHolder);
  instead = { release: () => Promise.reject(new PaymentsUnavailable('away')) };
  await scene.store.payments.release(id);
  await press('/account/card/removal');
  const all = [...shown, ...scene.log].join('\n');
  expect(all).toContain('Visa ending 4242');
  expect(all).not.toContain(customerId);
  expect(all).not.toContain(methodId);
  expect(all).not.toMatch(/\b(?:pm|cus|seti)_\w/);
});

describe('when the payment service is away', () => {
  let away: StripeScene;
  let alone: WebScene;
  beforeAll(async () => {
    away = await openStripe();
    alone = await openWebScene({}, away.payments);
  });
  afterAll(() => alone.close());

  test('the page says so with 503, and nothing is lost', async () => {
    const who = await cookieOf(alone, 'dana-fox');
    await away.save(alone.store, 'dana-fox');
    await away.enter(alone.store, 'dana-fox', cards.declined);
    await away.close();
    const before = await alone.dump();
    for (const answer of [
      await alone.get('/account/card', who),
      await alone.post('/account/card', {}, who),
      await alone.post('/account/card/confirmation', {}, who),
    ]) {
      expect(answer.status).toBe(503);
      const html = await answer.text();
      expect(html).toContain('The payment service does not answer');
      expect(html).toContain('Nothing was lost and nothing was taken.');
    }
    expect(await alone.dump()).toBe(before);
    const account = await alone.get('/account', who);
    expect([account.status, await account.text()]).toEqual([200, expect.stringContaining('Visa ending 4242')]);
    const enrolment = await alone.get('/enrolments/new?plan=harbor-coast-idx', who);
    expect([enrolment.status, await enrolment.text()]).toEqual([200, expect.stringContaining('Visa ending 4242')]);
    expect(alone.log.join('')).toContain('request failed');
    expect(alone.log.join('')).not.toMatch(/\b(?:pm|cus|seti)_\w/);
  });
});

test('where nothing is paid there is no such page, and no other page names one', async () => {
  const free = await openWebScene({}, createNoPayments());
  try {
    const who = await cookieOf(free, 'dana-fox');
    expect((await free.get('/account/card', who)).status).toBe(404);
    for (const path of ['/account/card', '/account/card/confirmation', '/account/card/removal']) {
      expect((await free.post(path, {}, who)).status).toBe(404);
    }
    for (const path of ['/account', '/enrolments/new?plan=harbor-coast-idx']) {
      const html = await (await free.get(path, who)).text();
      expect(html).not.toContain('/account/card');
      expect(html).not.toContain('value="card"');
    }
  } finally {
    await free.close();
  }
});
