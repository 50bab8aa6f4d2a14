import { cookieOf } from '../support/web-developers';
import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let dana: Record<string, string>;
let lee: Record<string, string>;
beforeAll(async () => {
  scene = await openWebScene();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  await scene.sql('delete from enrolment_draft');
  dana = await cookieOf(scene, 'dana-fox');
  lee = await cookieOf(scene, 'lee-park');
});

const page = async (path: string, who = dana) => {
  const response = await scene.get(path, who);
  return { status: response.status, html: await response.text() };
};
const send = (id: string, form: Record<string, string>, who = dana) => scene.post(`/enrolments/${id}`, form, who);

/** What the form for the plan holds before anything is typed: where it is sent to, and the mark of what it showed. */
async function opened(planId: string, who = dana) {
  const { html, status } = await page(`/enrolments/new?plan=${planId}`, who);
  expect(status).toBe(200);
  const id = /action="\/enrolments\/([\w-]+)"/.exec(html)![1]!;
  return { id, html, form: { plan: planId, ...shownIn(html) } };
}

function shownIn(html: string): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(/name="(shown\.[^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  );
}

const facts = {
  productName: 'Foxglove Search',
  productUrl: 'https://search.foxglove.example',
  use: 'A public search site that shows current listings with the required attribution.',
};
const forMany = (planId: string) => ({ [`holder.${planId}`]: 'generic-agent', [`accept.${planId}`]: 'yes' });
const requestsOf = async (developerId = 'dana-fox') => scene.store.requests.list({ developerId, limit: 20, offset: 0 });

test('seed: "review the description, pricing, and terms": the form shows them, and both ways to ask', async () => {
  await scene.sql(
    `update data_plan set terms = E'# Use\n\nDo **not** <script>alert(1)</script> [resell](javascript:alert(1)).' where id = 'harbor-coast-idx'`,
  );
  const { html } = await opened('harbor-coast-idx');
  for (const words of [
    'Listings that consumers may see, under the IDX policy.',
    '$50.00 a month',
    '<h3>Use</h3>',
    '<strong>not</strong> &lt;script&gt;',
    'I accept the Terms and Conditions',
    'build a site or app for a specific broker or agent',
    'build sites or apps for multiple brokers or agents',
    'Purchase with approval',
  ]) {
    expect(html).toContain(words);
  }
  expect(html).not.toContain('href="javascript');
});

test('looking stores nothing', async () => {
  const before = await scene.dump();
  await opened('harbor-coast-idx');
  expect(await scene.dump()).toBe(before);
  expect(await scene.store.drafts.list('dana-fox')).toEqual([]);
});

test('seed: "PURCHASE WITH APPROVAL" triggers the chain: the request starts in the name of the developer', async () => {
  const { id, form } = await opened('harbor-coast-idx');
  const sent = await send(id, {
    ...form,
    ...facts,
    'holder.harbor-coast-idx': 'member',
    'user.harbor-coast-idx': 'jdoe',
    'accept.harbor-coast-idx': 'yes',
    act: 'purchase',
  });
  expect(sent.status).toBe(303);
  const [file] = await requestsOf();
  expect(file!.request).toMatchObject({
    startedBy: { id: 'dana-fox' },
    ask: {
      kind: 'purchase-with-approval',
      plan: { id: 'harbor-coast-idx' },
      keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
      requester: { id: 'dana-fox' },
      product: { name: facts.productName, url: facts.productUrl },
      use: facts.use,
      termsVersion: '2026-01',
      termsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  expect(scene.told.at(-1)).toMatchObject({ requestId: file!.request.id, message: { type: 'start' } });
  expect(await scene.store.drafts.list('dana-fox')).toEqual([]);
  const { html } = await page(sent.headers.get('location')!);
  expect(html).toContain('Your application is on its way');
  expect(html).toContain(`/account/requests/${file!.request.id}`);
});

describe('a draft', () => {
  test('is saved unchecked, and is there again', async () => {
    const { id, form } = await opened('harbor-coast-idx');
    const saved = await send(id, { ...form, productName: 'Half', use: 'too short', act: 'save' });
    expect(saved.headers.get('location')).toBe(`/enrolments/${id}?saved=yes`);
    const { html } = await page(`/enrolments/${id}?saved=yes`);
    expect(html).toContain('Your draft is saved.');
    expect(inputOf(html, 'productName')).toBe('Half');
    expect(html).toContain('too short</textarea>');
    expect(html).not.toContain('class="error"');
    expect((await opened('harbor-coast-idx')).html).toContain(`href="/enrolments/${id}"`);
    expect(await requestsOf()).toEqual([]);
  });

  test('keeps what was typed when something is wrong with it', async () => {
    const { id, form } = await opened('harbor-coast-idx');
    const typed = { productName: 'Foxglove', productUrl: 'foxglove', use: 'brief', 'user.harbor-coast-idx': 'jdoe' };
    const refused = await send(id, { ...form, ...typed, act: 'purchase' });
    expect(refused.status).toBe(422);
    for (const html of [await refused.text(), (await page(`/enrolments/${id}`)).html]) {
      expect(inputOf(html, 'productUrl')).toBe('foxglove');
      expect(inputOf(html, 'user.harbor-coast-idx')).toBe('jdoe');
    }
  });

  test('is discarded', async () => {
    const { id, form } = await opened('harbor-coast-idx');
    await send(id, { ...form, act: 'save' });
    expect((await send(id, { act: 'discard' })).headers.get('location')).toBe('/datamart');
    expect((await page(`/enrolments/${id}`)).status).toBe(404);
  });

  test("[case 82] of somebody else's is not there, and stays as it is", async () => {
    const { id, form } = await opened('harbor-coast-idx');
    await send(id, { ...form, productName: "Dana's", act: 'save' });
    expect((await page(`/enrolments/${id}`, lee)).status).toBe(404);
    for (const act of ['save', 'find', 'purchase']) {
      expect((await send(id, { ...form, ...facts, ...forMany('harbor-coast-idx'), act }, lee)).status).toBe(404);
    }
    await send(id, { act: 'discard' }, lee);
    expect(inputOf((await page(`/enrolments/${id}`)).html, 'productName')).toBe('Dana&#x27;s');
    expect(await requestsOf('lee-park')).toEqual([]);
  });

  test('has an id of its own kind', async () => {
    const { form } = await opened('harbor-coast-idx');
    expect((await send('new-one', { ...form, act: 'save' })).status).toBe(404);
  });
});

describe('what is wrong stands beside its field, and above all of them', () => {
  test('everything at once', async () => {
    const { id, form } = await opened('harbor-coast-idx');
    const html = await (await send(id, { ...form, act: 'purchase' })).text();
    for (const field of ['p0-holder', 'p0-accept', 'productName', 'use']) {
      expect(html).toContain(`id="${field}-error"`);
      expect(html).toContain(`href="#${field}"`);
    }
    expect(html).toContain('<title>Please check: ');
    expect(html).not.toContain('id="p0-user-error"');
  });

  test.each([
    [
      'a user whom the MLS does not know',
      'harbor-coast-idx',
      'member',
      'nobody',
      /directory of Harbor Coast MLS knows no user nobody/,
    ],
    ['no user name', 'harbor-coast-idx', 'member', '', /The Flexmls user name is missing/],
    ['no user name that could be one', 'harbor-coast-idx', 'member', 'j doe', /not a Flexmls user name/],
    ['an office as an agent', 'harbor-coast-idx', 'member', 'office12', /office12 is an office in the directory/],
    ['an agent as an office', 'harbor-coast-own', 'office', 'jdoe', /jdoe is an agent in the directory/],
    ['the only choice left out', 'prairie-lakes-private', '', '', /The Flexmls user name is missing/],
  ])('%s', async (_, planId, kind, user, problem) => {
    const { id, form } = await opened(planId);
    const choice = { [`holder.${planId}`]: kind, [`user.${planId}`]: user, [`accept.${planId}`]: 'yes' };
    const refused = await send(id, { ...form, ...facts, ...choice, act: 'purchase' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toMatch(problem);
    expect(html).toContain('href="#p0-user"');
    expect(await requestsOf()).toEqual([]);
  });
});

test.each([
  ['member', 'jdoe'],
  ['office', 'office12'],
  ['company', 'company3'],
])('seed: "enroll as a member, office, or company Flexmls user": own data as %s', async (kind, user) => {
  const planId = 'harbor-coast-own';
  const { id, form, html } = await opened(planId);
  expect(html).toContain('Listings in which a member of the office was listing or selling agent.');
  const choice = { [`holder.${planId}`]: kind, [`user.${planId}`]: user, [`accept.${planId}`]: 'yes' };
  expect((await send(id, { ...form, ...facts, ...choice, act: 'purchase' })).status).toBe(303);
  expect((await requestsOf())[0]!.request.ask.keyHolder).toEqual({ kind, flexmlsUser: user });
});

test('seed: "other data plans don’t have this option and require you to provide a Flexmls username"', async () => {
  const { html } = await opened('prairie-lakes-private');
  expect(html).not.toContain('name="holder.');
  expect(html).toContain('name="user.prairie-lakes-private"');
});

test('a user name that was typed before the generic agent was chosen does no harm', async () => {
  const planId = 'harbor-coast-idx';
  const { id, form } = await opened(planId);
  const sent = await send(id, { ...form, ...facts, ...forMany(planId), [`user.${planId}`]: 'jdoe', act: 'purchase' });
  expect(sent.status).toBe(303);
});

test('an MLS that has not told who its members are takes any user name, and the page says that it was not checked', async () => {
  const planId = 'summit-ridge-idx';
  const { id, form } = await opened(planId);
  const choice = { [`holder.${planId}`]: 'member', [`user.${planId}`]: 'somebody', [`accept.${planId}`]: 'yes' };
  const sent = await send(id, { ...form, ...facts, ...choice, act: 'purchase' });
  expect(sent.status).toBe(303);
  expect((await page(sent.headers.get('location')!)).html).toContain('the user name is not checked here');
});

test('[case 116] sent twice, it starts one request', async () => {
  const planId = 'harbor-coast-idx';
  const { id, form } = await opened(planId);
  const body = { ...form, ...facts, ...forMany(planId), act: 'purchase' };
  const both = await Promise.all([send(id, body), send(id, body)]);
  const later = await send(id, body);
  const places = [...both, later].map((response) => response.headers.get('location'));
  expect(new Set(places).size).toBe(1);
  expect(await requestsOf()).toHaveLength(1);
  expect(await scene.store.drafts.list('dana-fox')).toEqual([]);
});

test('sent again with other content, it leads to the request that was started', async () => {
  const planId = 'harbor-coast-idx';
  const { id, form } = await opened(planId);
  const body = { ...form, ...facts, ...forMany(planId), act: 'purchase' };
  await send(id, body);
  const again = await send(id, { ...body, productName: 'Another' });
  const { html } = await page(again.headers.get('location')!);
  expect(html).toContain('It was sent before from this application');
  expect(await requestsOf()).toHaveLength(1);
});

describe('between looking and sending', () => {
  test.each([
    ['the price', `price_minor = 6000`, `price_minor = 5000`, '$60.00 a month'],
    ['the version of the terms', `terms_version = '2026-02'`, `terms_version = '2026-01'`, 'Terms, version 2026-02'],
    ['the text of the terms', `terms = 'Other.'`, `terms = 'Use it well.'`, '<p>Other.</p>'],
  ])('%s changes: shown, and asked again', async (_, change, back, words) => {
    const planId = 'blue-mesa-idx';
    const { id, form } = await opened(planId);
    const body = { ...form, ...facts, ...forMany(planId), act: 'purchase' };
    await scene.sql(`update data_plan set ${change} where id = '${planId}'`);
    try {
      const refused = await send(id, body);
      expect(refused.status).toBe(422);
      const html = await refused.text();
      expect(html).toContain('The price or the terms have changed since this page showed them.');
      expect(html).toContain(words);
      expect(html).not.toMatch(/name="accept\.blue-mesa-idx" value="yes" checked/);
      expect(await requestsOf()).toEqual([]);
      expect((await send(id, { ...body, ...shownIn(html) })).status).toBe(303);
    } finally {
      await scene.sql(`update data_plan set ${back} where id = '${planId}'`);
    }
  });

  test('the plan is gone', async () => {
    const { form } = await opened('harbor-coast-idx');
    const gone = { ...form, plan: 'gone' };
    expect((await send('0b0e8a3c-5a43-4d1c-9a5e-1d2f3a4b5c6d', { ...gone, act: 'purchase' })).status).toBe(404);
    expect((await page('/enrolments/new?plan=gone')).status).toBe(404);
    const { id, form: begun } = await opened('blue-mesa-vow');
    await send(id, { ...begun, use: 'What was typed with care.', act: 'save' });
    await scene.sql(`update enrolment_draft set form = form || '{"plan":"gone"}'`);
    const { status, html } = await page(`/enrolments/${id}`);
    expect(status).toBe(404);
    expect(html).toContain('What was typed with care.');
  });
});

describe('one application for several MLSs', () => {
  const first = 'harbor-coast-idx';
  const second = 'blue-mesa-idx';

  test('other MLSs with such a plan are found, ticked, and asked for what is theirs', async () => {
    const { id, html, form } = await opened(first);
    expect(html).toContain('name="also.blue-mesa-idx"');
    expect(html).not.toContain('name="also.blue-mesa-vow"');
    expect(html).not.toContain('name="also.harbor-coast-own"');
    const found = await send(id, { ...form, find: 'mesa', [`also.${second}`]: 'yes', act: 'find' });
    expect(found.headers.get('location')).toBe(`/enrolments/${id}?saved=yes#others`);
    const page2 = await page(`/enrolments/${id}`);
    expect(page2.html).toContain('Ask Blue Mesa MLS as well');
    expect(page2.html).toContain(`name="accept.${second}"`);
    expect(page2.html).toContain('2 data plans, $100.00 a month in all.');
    expect(page2.html).toContain('No other MLS of that name has such a plan.');
  });

  test('a request for each, with the shared facts and its own key holder', async () => {
    const { id, form } = await opened(first);
    await send(id, { ...form, [`also.${second}`]: 'yes', act: 'find' });
    const { html } = await page(`/enrolments/${id}`);
    const body = {
      plan: first,
      ...facts,
      ...shownIn(html),
      ...forMany(first),
      [`also.${second}`]: 'yes',
      [`holder.${second}`]: 'member',
      [`user.${second}`]: 'mvale',
      act: 'purchase',
    };
    const refused = await send(id, body);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Blue Mesa MLS: The terms are not accepted.');
    const sent = await send(id, { ...body, [`accept.${second}`]: 'yes' });
    expect(sent.status).toBe(303);
    const asks = (await requestsOf()).map(({ request }) => request.ask);
    expect(new Map(asks.map(({ plan, keyHolder }) => [plan.id, keyHolder.flexmlsUser]))).toEqual(
      new Map([
        [second, 'mvale'],
        [first, null],
      ]),
    );
    expect(asks).toHaveLength(2);
    expect(new Set(asks.map(({ use }) => use))).toEqual(new Set([facts.use]));
  });

  test('an MLS that cannot take it is named; the others start', async () => {
    const { id, form } = await opened(first);
    await send(id, { ...form, [`also.${second}`]: 'yes', 'also.gone': 'yes', act: 'find' });
    const { html } = await page(`/enrolments/${id}`);
    await scene.sql(`update approver set active = false where mls_id = 'blue-mesa'`);
    try {
      const also = { [`also.${second}`]: 'yes', 'also.gone': 'yes', 'also.operator-demo': 'yes' };
      const body = { plan: first, ...facts, ...shownIn(html), ...forMany(first), ...forMany(second), ...also };
      const sent = await send(id, { ...body, act: 'purchase' });
      expect(sent.status).toBe(303);
      const result = await page(sent.headers.get('location')!);
      expect(result.html).toContain('Your application is on its way');
      expect(result.html).toMatch(/Not sent[\s\S]*Blue Mesa MLS[\s\S]*Nobody is left who may decide/);
      expect(result.html).toContain('href="/contact?mls&#x3D;blue-mesa&amp;kind&#x3D;bearer&amp;role&#x3D;idx"');
      expect(result.html).toContain('This data plan is not offered any more.');
      expect(await requestsOf()).toHaveLength(1);
    } finally {
      await scene.sql(`update approver set active = true where mls_id = 'blue-mesa'`);
    }
  });

  test('when nobody could take it, nothing starts and the draft stays', async () => {
    const { id, form } = await opened(first);
    await scene.sql(`update approver set active = false where id = 'ann-lee'`);
    try {
      const refused = await send(id, { ...form, ...facts, ...forMany(first), act: 'purchase' });
      expect(refused.status).toBe(422);
      expect(await refused.text()).toContain('Nobody is left who may decide');
      expect(await scene.store.drafts.list('dana-fox')).toHaveLength(1);
    } finally {
      await scene.sql(`update approver set active = true where id = 'ann-lee'`);
    }
  });
});

describe('who may enroll', () => {
  test('nobody who is not signed in', async () => {
    const response = await scene.get('/enrolments/new?plan=harbor-coast-idx');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Fenrolments%2Fnew%3Fplan%3Dharbor-coast-idx');
  });

  test.each([
    ['now()', 'activated within 3 business days'],
    ['null', 'Open the link in the mail that we sent when you registered'],
  ])('nobody who is not activated (proven: %s)', async (proven, words) => {
    await scene.sql(`update developer set activated_at = null, proven_at = ${proven} where id = 'lee-park'`);
    try {
      const { status, html } = await page('/enrolments/new?plan=harbor-coast-idx', lee);
      expect(status).toBe(403);
      expect(html).toContain(words);
      const id = '0b0e8a3c-5a43-4d1c-9a5e-1d2f3a4b5c6d';
      const body = { plan: 'harbor-coast-idx', ...facts, ...forMany('harbor-coast-idx'), act: 'purchase' };
      expect((await send(id, body, lee)).status).toBe(403);
    } finally {
      await scene.sql(`update developer set activated_at = now() where id = 'lee-park'`);
    }
  });

  test('[case 82] what was sent is shown to whom it belongs', async () => {
    const id = await scene.request();
    expect((await page(`/enrolments/sent?started=${id}`)).status).toBe(200);
    expect((await page(`/enrolments/sent?started=${id}`, lee)).status).toBe(404);
  });
});

test('a plan for agents, offices and several at once asks for the user name once', async () => {
  const planId = 'harbor-coast-idx';
  const allow = (kinds: string) => scene.sql(`update data_plan set key_holders = '${kinds}' where id = '${planId}'`);
  await allow('["member", "office", "generic-agent"]');
  try {
    const { id, html, form } = await opened(planId);
    expect([...html.matchAll(/name="user\./g)]).toHaveLength(1);
    const choice = { [`holder.${planId}`]: 'office', [`user.${planId}`]: 'office12', [`accept.${planId}`]: 'yes' };
    expect((await send(id, { ...form, ...facts, ...choice, act: 'purchase' })).status).toBe(303);
  } finally {
    await allow('["member", "generic-agent"]');
  }
});

test('an OpenID Connect plan is not sold here', async () => {
  const planId = 'summit-ridge-vow';
  await scene.sql(`update data_plan set key_kind = 'oidc' where id = '${planId}'`);
  try {
    const { id, html, form } = await opened(planId);
    expect(html).toContain('An OpenID Connect key needs the own approval of the MLS.');
    expect(html).toContain('href="/contact?mls&#x3D;summit-ridge&amp;kind&#x3D;oidc&amp;role&#x3D;vow"');
    expect((await send(id, { ...form, ...facts, ...forMany(planId), act: 'purchase' })).status).toBe(422);
    expect(await requestsOf()).toEqual([]);
  } finally {
    await scene.sql(`update data_plan set key_kind = 'bearer' where id = '${planId}'`);
  }
});
