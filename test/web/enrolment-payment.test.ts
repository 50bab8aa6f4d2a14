import { openStripe, type StripeScene } from '../support/stripe-scene';
import { askedDeveloper, sendAnswer } from '../support/web-answers';
import { cookieOf } from '../support/web-developers';
import { inputOf, type Mailed, openWebScene, type WebScene } from '../support/web-scene';

/** The rule: a payment method is required, before anything that costs money is asked for. */
let stripe: StripeScene;
let scene: WebScene;
let dana: Record<string, string>;
beforeAll(async () => {
  stripe = await openStripe();
  scene = await openWebScene({ baseUrl: stripe.url }, stripe.payments);
});
afterAll(async () => {
  await scene.close();
  await stripe.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
  dana = await cookieOf(scene, 'dana-fox');
});

const first = 'harbor-coast-idx';
const second = 'blue-mesa-idx';
const missing = 'No payment method is saved.';
const facts = {
  productName: 'Foxglove Search',
  productUrl: 'https://search.foxglove.example',
  use: 'A public search site that shows current listings with the required attribution.',
};
const asMember = (planId: string, user: string) => ({
  [`holder.${planId}`]: 'member',
  [`user.${planId}`]: user,
  [`accept.${planId}`]: 'yes',
});

const page = async (path: string) => (await scene.get(path, dana)).text();
const send = (id: string, form: Record<string, string>) => scene.post(`/enrolments/${id}`, form, dana);
const requestsOf = () => scene.store.requests.list({ developerId: 'dana-fox', limit: 20, offset: 0 });

/** What the form for the plan holds, and what a developer would type. */
async function opened(planId = first, user = 'jdoe') {
  const html = await page(`/enrolments/new?plan=${planId}`);
  const id = /action="\/enrolments\/([\w-]+)"/.exec(html)![1]!;
  return { id, html, form: { plan: planId, ...shownIn(html), ...facts, ...asMember(planId, user) } };
}

function shownIn(html: string): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(/name="(shown\.[^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  );
}

/** With the plan at that price. */
async function at(priceMinor: number, planId: string, work: () => Promise<void>): Promise<void> {
  const before = (await scene.store.directory.offer(planId))!.plan.priceMinor;
  await scene.sql(`update data_plan set price_minor = ${priceMinor} where id = '${planId}'`);
  try {
    await work();
  } finally {
    await scene.sql(`update data_plan set price_minor = ${before} where id = '${planId}'`);
  }
}

const fileOf = async (id: string) => (await scene.store.requests.file(id))!;
/** What a developer sends who saw the page when it could be accepted. */
const accepting = async ({ path }: Mailed) => {
  const html = await (await scene.get(path)).text();
  return { choice: 'accept', terms: 'yes', shown: inputOf(html, 'shown') ?? '', text: '' };
};

describe('without a card', () => {
  test('seed: "you will have to enter a payment method": it is named, nothing starts, nothing typed is lost', async () => {
    const { id, html, form } = await opened();
    expect(html).toContain('This costs money, so a card must be saved first.');
    expect(html).toContain('Save draft and enter a card');
    expect(html).not.toContain(missing);

    const refused = await send(id, { ...form, act: 'purchase' });
    expect(refused.status).toBe(422);
    const again = await refused.text();
    expect(again).toContain('<title>Please check: ');
    expect(again).toContain('href="#payment"');
    expect(again).toMatch(
      /id="payment"[^>]*>\s*<p class="error" id="payment-error"><strong>No payment method is saved\./,
    );
    expect(await requestsOf()).toEqual([]);
    expect(scene.told).toEqual([]);
    for (const shown of [again, await page(`/enrolments/${id}`)]) {
      expect(inputOf(shown, 'productName')).toBe(facts.productName);
      expect(inputOf(shown, 'productUrl')).toBe(facts.productUrl);
      expect(inputOf(shown, `user.${first}`)).toBe('jdoe');
      expect(shown).toContain(`${facts.use}</textarea>`);
      expect(shown).toMatch(/name="accept\.harbor-coast-idx" value="yes" checked/);
    }
  });

  test('it is one thing among others that are wrong, and said once for several MLSs', async () => {
    const { id, form } = await opened();
    await send(id, { ...form, [`also.${second}`]: 'yes', act: 'find' });
    const shown = await page(`/enrolments/${id}`);
    const both = { ...form, ...shownIn(shown), [`also.${second}`]: 'yes', ...asMember(second, 'mvale'), use: 'brief' };
    const html = await (await send(id, { ...both, act: 'purchase' })).text();
    expect(html).toContain('href="#use"');
    expect(html.split('href="#payment"')).toHaveLength(2);
    expect(html.split('id="payment-error"')).toHaveLength(2);
    expect(await requestsOf()).toEqual([]);
  });

  test('"Save draft and enter a card" saves the draft, leads to the card, and back again', async () => {
    const { id, form } = await opened();
    const saved = await send(id, { ...form, act: 'card' });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `/account/card?draft=${id}`]);
    expect(await requestsOf()).toEqual([]);
    const card = await page(`/account/card?draft=${id}`);
    expect(card).toContain(`href="/enrolments/${id}"`);

    const opening = await scene.post('/account/card', { draft: inputOf(card, 'draft')! }, dana);
    await stripe.useCard(/href="(http:[^"]*\/c\/pay\/[^"]*)"/.exec(await opening.text())![1]!, '4242424242424242');
    const entered = await page(`/account/card?draft=${id}`);
    const back = await scene.post('/account/card/confirmation', { draft: inputOf(entered, 'draft')! }, dana);
    expect(back.headers.get('location')).toBe(`/enrolments/${id}`);
    const html = await page(back.headers.get('location')!);
    expect(inputOf(html, 'productName')).toBe(facts.productName);
    expect(html).toContain('Paid with <strong>Visa ending 4242</strong>');
    expect((await send(id, { ...form, act: 'purchase' })).status).toBe(303);
  });

  test('staff may start a request all the same: it waits for a card', async () => {
    const cookie = { cookie: `countersign=${await scene.signIn()}` };
    const html = await (await scene.get('/console/requests/new', cookie)).text();
    expect(html).not.toContain(missing);
    const id = await scene.request(first, { toPay: true });
    expect(await scene.store.payments.ofRequest(id)).toMatchObject({ state: 'promised', card: null });
    expect(await page(`/account/requests/${id}`)).toContain(
      'Payment: $50.00 once everybody has approved; no card is saved yet.',
    );
  });
});

describe('with a card', () => {
  beforeEach(async () => {
    await stripe.save(scene.store, 'dana-fox');
  });

  test('the request starts with a promised payment and the price that was accepted; nothing is taken', async () => {
    const taken = stripe.taken().length;
    const { id, html, form } = await opened();
    expect(html).toContain('Paid with <strong>Visa ending 4242</strong>. Nothing is taken now');
    const sent = await send(id, { ...form, act: 'purchase' });
    expect(sent.status).toBe(303);
    const [file] = await requestsOf();
    expect(file!.request.ask.price).toEqual({ minor: 5_000, currency: 'USD' });
    expect(file!.payment).toMatchObject({
      state: 'promised',
      card: 'Visa ending 4242',
      price: { minor: 5_000, currency: 'USD' },
      attempt: 1,
    });
    expect(await page(`/account/requests/${file!.request.id}`)).toContain(
      'Payment: $50.00 once everybody has approved, from Visa ending 4242.',
    );
    expect(stripe.taken()).toHaveLength(taken);
  });

  test('each request of an application is paid for itself', async () => {
    const { id, form } = await opened();
    await send(id, { ...form, [`also.${second}`]: 'yes', act: 'find' });
    const shown = shownIn(await page(`/enrolments/${id}`));
    const both = { ...form, ...shown, [`also.${second}`]: 'yes', ...asMember(second, 'mvale'), act: 'purchase' };
    expect((await send(id, both)).status).toBe(303);
    const files = await requestsOf();
    expect(files.map(({ payment }) => payment?.state)).toEqual(['promised', 'promised']);
  });

  test('another card can be taken from the form, which is saved first', async () => {
    const { id, html, form } = await opened();
    expect(html).toContain('>Take another card</button>');
    const saved = await send(id, { ...form, act: 'card' });
    expect(saved.headers.get('location')).toBe(`/account/card?draft=${id}`);
    expect(inputOf(await page(`/enrolments/${id}`), 'productName')).toBe(facts.productName);
  });

  test('removed between page and submit, it is asked for again', async () => {
    const { id, form } = await opened();
    await scene.post('/account/card/removal', {}, dana);
    const refused = await send(id, { ...form, act: 'purchase' });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining(missing)]);
    expect(await requestsOf()).toEqual([]);
  });

  test('a price that changed between page and submit is shown and asked again, and never taken as accepted', async () => {
    const { id, form } = await opened();
    await at(6_000, first, async () => {
      const refused = await send(id, { ...form, act: 'purchase' });
      expect(refused.status).toBe(422);
      const html = await refused.text();
      expect(html).toContain('The price or the terms have changed since this page showed them.');
      expect(html).toContain('$60.00 a month');
      expect(html).not.toMatch(/name="accept\.harbor-coast-idx" value="yes" checked/);
      expect(await requestsOf()).toEqual([]);
      expect((await send(id, { ...form, act: 'purchase' })).status).toBe(422);
      expect((await send(id, { ...form, ...shownIn(html), act: 'purchase' })).status).toBe(303);
    });
    const [file] = await requestsOf();
    expect(file!.request.ask.price).toEqual({ minor: 6_000, currency: 'USD' });
    expect(file!.payment?.price.minor).toBe(6_000);
  });

  test('a price that changes after the request was started does not change what it costs', async () => {
    const { id, form } = await opened();
    await send(id, { ...form, act: 'purchase' });
    await at(9_900, first, async () => {
      const [file] = await requestsOf();
      expect(file!.payment?.price).toEqual({ minor: 5_000, currency: 'USD' });
      expect(await page(`/account/requests/${file!.request.id}`)).toContain('Payment: $50.00');
    });
  });
});

test('a free plan needs no card, and nothing is promised', async () => {
  await at(0, first, async () => {
    const { id, html, form } = await opened();
    expect(html).not.toContain('id="payment"');
    expect(html).not.toContain('value="card"');
    expect((await send(id, { ...form, act: 'purchase' })).status).toBe(303);
    const [file] = await requestsOf();
    expect(file!.request.ask.price).toEqual({ minor: 0, currency: 'USD' });
    expect(file!.payment).toBeNull();
    expect(await page(`/account/requests/${file!.request.id}`)).not.toContain('Payment:');
  });
});

test('a plan that was free when it was shown is not started for money', async () => {
  await stripe.save(scene.store, 'dana-fox');
  let free!: Awaited<ReturnType<typeof opened>>;
  await at(0, first, async () => {
    free = await opened();
  });
  const refused = await send(free.id, { ...free.form, act: 'purchase' });
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('$50.00 a month')]);
  expect(await requestsOf()).toEqual([]);
});

test('one free plan beside one that costs money: the card is needed for the one', async () => {
  await at(0, first, async () => {
    const { id, form } = await opened();
    await send(id, { ...form, [`also.${second}`]: 'yes', act: 'find' });
    const html = await page(`/enrolments/${id}`);
    expect(html).toContain('This costs money, so a card must be saved first.');
    const both = {
      ...form,
      ...shownIn(html),
      [`also.${second}`]: 'yes',
      ...asMember(second, 'mvale'),
      act: 'purchase',
    };
    const refused = await send(id, both);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('id="payment-error"')]);
    expect(await requestsOf()).toEqual([]);
    await stripe.save(scene.store, 'dana-fox');
    expect((await send(id, both)).status).toBe(303);
    const paid = (await requestsOf()).map(({ request, payment }) => [request.ask.plan.id, payment?.state]);
    expect(Object.fromEntries(paid)).toEqual({ [first]: undefined, [second]: 'promised' });
  });
});

describe('a proposal for a plan that costs money', () => {
  test('cannot be accepted without a card, and the page says what to do', async () => {
    const { id, mailed } = await askedDeveloper(scene, 'propose');
    await stripe.save(scene.store, 'dana-fox');
    const accept = await accepting(mailed);
    await scene.post('/account/card/removal', {}, dana);
    const html = await (await scene.get(mailed.path)).text();
    expect(html).toMatch(
      /cannot be accepted as things are: No payment method is saved\. Save a card in your account first/,
    );
    expect(html).not.toContain('value="accept"');
    const before = await scene.dump();
    const refused = await sendAnswer(scene, mailed, accept);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(
      /id="choice-error"><strong>No payment method is saved\.<\/strong> Save a card/,
    );
    expect(await scene.dump()).toBe(before);
    expect((await fileOf(id)).request.revision).toBe(1);
  });

  test('is accepted with one, at the price of that plan', async () => {
    const { id, mailed } = await askedDeveloper(scene, 'propose');
    await stripe.save(scene.store, 'dana-fox');
    expect((await sendAnswer(scene, mailed, await accepting(mailed))).status).toBe(200);
    const { request, payment } = await fileOf(id);
    expect(request).toMatchObject({
      revision: 2,
      ask: { plan: { id: 'blue-mesa-vow' }, price: { minor: 7_500, currency: 'USD' } },
    });
    expect(payment).toMatchObject({ state: 'promised', price: { minor: 7_500 }, card: 'Visa ending 4242' });
  });

  test('at a price that changed since the page showed it is shown and asked again', async () => {
    const { id, mailed } = await askedDeveloper(scene, 'propose');
    await stripe.save(scene.store, 'dana-fox');
    const accept = await accepting(mailed);
    await at(9_900, 'blue-mesa-vow', async () => {
      const refused = await sendAnswer(scene, mailed, accept);
      expect(refused.status).toBe(422);
      const html = await refused.text();
      expect(html).toContain('The price or the terms have changed since this page was opened.');
      expect(html).toContain('$99.00 a month');
      expect((await fileOf(id)).request.revision).toBe(1);
      expect((await sendAnswer(scene, mailed, { ...accept, shown: inputOf(html, 'shown')! })).status).toBe(200);
    });
    expect((await fileOf(id)).request.ask.price).toEqual({ minor: 9_900, currency: 'USD' });
  });

  test('is accepted without one when that plan is free, or declined', async () => {
    const { id, mailed } = await askedDeveloper(scene, 'propose');
    await at(0, 'blue-mesa-vow', async () => {
      expect(await (await scene.get(mailed.path)).text()).toContain('value="accept"');
      expect((await sendAnswer(scene, mailed, await accepting(mailed))).status).toBe(200);
    });
    expect((await fileOf(id)).payment).toBeNull();
    const other = await askedDeveloper(scene, 'propose');
    expect((await sendAnswer(scene, other.mailed, { choice: 'decline', text: 'Too dear.' })).status).toBe(200);
  });
});
