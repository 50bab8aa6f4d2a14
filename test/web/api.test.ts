import { fingerprint } from '../../secrets/token';
import { sampleContact } from '../support/web-contact';
import { openWebScene, sampleBody, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

interface View {
  readonly request: { readonly id: string };
  readonly standing: object;
  readonly credential: { readonly pickedUpAt: number | null } | null;
}

/** Whatever the API may answer; tests look at the part they expect. */
interface Json extends View {
  readonly requests: readonly View[];
  readonly events: readonly object[];
  readonly plans: readonly object[];
  readonly errors: readonly { readonly field: string; readonly problem: string; readonly remedy: string }[];
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
  readonly components: { readonly schemas: object };
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${scene.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as Json;
  return { status: response.status, type: response.headers.get('content-type'), json, headers: response.headers };
}

const ask = (body: unknown = sampleContact, key = 'd1') =>
  call('POST', '/requests/direct', body, { 'idempotency-key': key });
const start = (body: unknown = sampleBody(), key = 'k1') => call('POST', '/requests', body, { 'idempotency-key': key });

test('starting a request: 201, where to find it, and its workflow is told', async () => {
  const { status, headers, json } = await start();
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/api/v1/requests/${json.request.id}`);
  expect(json).toMatchObject({
    request: { ask: { requester: { name: 'Dana Fox' }, termsVersion: '2026-01' }, startedBy: { email: staff.email } },
    standing: { state: 'pending', open: [{ stepId: 'mls', waitingOn: [{ name: 'Ann Lee' }], question: null }] },
    chain: {
      steps: [
        {
          id: 'mls',
          state: 'current',
          quorum: 'any',
          after: [],
          denials: 1,
          approvers: [{ name: 'Ann Lee', state: 'asked', verdict: null }],
        },
      ],
    },
    credential: null,
    letters: [],
  });
  expect(scene.told.map(({ message }) => message.type)).toEqual(['start']);
});

test('[case 90] [case 116] the same key a hundred times is one request', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => start()));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
  expect(new Set(answers.map(({ json }) => json.request.id)).size).toBe(1);
  expect(scene.told).toHaveLength(1);
  expect((await call('GET', '/requests')).json.requests).toHaveLength(1);
});

test('[case 90] the same key for other content: 409, naming the first', async () => {
  const { json } = await start();
  const other = await start({ ...sampleBody(), use: 'Something else altogether, for another product.' });
  expect(other.status).toBe(409);
  expect(other.type).toContain('application/problem+json');
  expect(other.json.errors[0]!.problem).toContain(json.request.id);
});

test.each([[undefined], ['with space'], ['x'.repeat(201)]])('an idempotency key of %j: 400', async (key) => {
  const { status, json } = await call(
    'POST',
    '/requests',
    sampleBody(),
    key === undefined ? {} : { 'idempotency-key': key },
  );
  expect(status).toBe(400);
  expect(json.errors).toMatchObject([{ field: 'idempotency-key' }]);
});

test.each([
  ['status', { status: 'approved' }],
  ['approvedBy', { approvedBy: 'me' }],
  ['mlsId', { mlsId: 'summit-ridge' }],
  ['a key inside', { product: { name: 'x', url: null, verified: true } }],
])('[case 83] %s cannot be set: 400', async (_, more) => {
  const { status, json } = await start({ ...sampleBody(), ...more });
  expect(status).toBe(400);
  expect(json.errors).toHaveLength(1);
  expect((await call('GET', '/requests')).json.requests).toHaveLength(0);
});

test.each<[string, object, string, RegExp]>([
  ['an unknown plan', { planId: 'nope' }, 'planId', /list of plans/],
  ['an unknown developer', { developerId: 'nope' }, 'developerId', /list of developers/],
  [
    'a key holder the plan does not offer',
    { keyHolder: { kind: 'company', flexmlsUser: 'x1' } },
    'keyHolder.kind',
    /It allows: an agent, several brokers/,
  ],
  [
    'no Flexmls user',
    { keyHolder: { kind: 'member', flexmlsUser: null } },
    'keyHolder.flexmlsUser',
    /user the key is tied to/,
  ],
  [
    'a Flexmls user for the generic agent',
    { keyHolder: { kind: 'generic-agent', flexmlsUser: 'jdoe' } },
    'keyHolder.flexmlsUser',
    /empty/,
  ],
  [
    'a strange Flexmls user',
    { keyHolder: { kind: 'member', flexmlsUser: 'j doe' } },
    'keyHolder.flexmlsUser',
    /2 to 64/,
  ],
  ['terms not accepted', { termsAccepted: false }, 'termsAccepted', /accept/],
  ['old terms', { termsVersion: '2025-01' }, 'termsVersion', /2026-01/],
  ['a script for an address', { product: { name: 'x', url: 'javascript:alert(1)' } }, 'product.url', /https/],
  [
    'an address with a user name',
    { product: { name: 'x', url: 'https://bank.example@evil.example/' } },
    'product.url',
    /without a user name/,
  ],
  ['no product name', { product: { name: ' ', url: null } }, 'product.name', /Name it/],
  ['a use of three words', { use: 'Show the listings' }, 'use', /20 to 2,000/],
  ['a use without end', { use: 'x'.repeat(2_001) }, 'use', /20 to 2,000/],
])('%s: 400 with the field and the remedy', async (_, more, field, remedy) => {
  const { status, type, json } = await start({ ...sampleBody(), ...more });
  expect(status).toBe(400);
  expect(type).toContain('application/problem+json');
  expect(json.errors).toEqual([{ field, problem: expect.any(String), remedy: expect.stringMatching(remedy) }]);
  expect(scene.told).toHaveLength(0);
});

test('a plan for own data refuses the generic agent', async () => {
  const { json } = await start({
    ...sampleBody('harbor-coast-own'),
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  });
  expect(json.errors).toMatchObject([{ field: 'keyHolder.kind' }]);
});

test('every wrong field is named at once', async () => {
  const { json } = await start({ ...sampleBody(), planId: 'nope', use: '', termsAccepted: false });
  expect(json.errors.map(({ field }) => field)).toEqual(['planId', 'use', 'termsAccepted']);
});

test.each(['DANA@Foxglove-Software.example', 'd.ana+mls@foxglove-software.example', staff.email.toUpperCase()])(
  '[case 13] who asks or starts cannot approve as %s',
  async (email) => {
    await scene.sql(`update approver set email = '${email}' where id = 'ann-lee'`);
    try {
      const { status, json } = await start();
      expect(status).toBe(400);
      expect(json.errors[0]!.problem).toContain('Nobody is left');
    } finally {
      await scene.sql(`update approver set email = 'ann.lee@harbor-coast.example' where id = 'ann-lee'`);
    }
  },
);

describe('asking an MLS directly', () => {
  test('201 and where to find it; the same again is the same request; other content: 409', async () => {
    const { status, json, headers } = await ask();
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/requests/${json.request.id}`);
    expect(json).toMatchObject({
      request: { ask: { kind: 'direct-mls-contact', plan: { id: null }, statement: sampleContact.statement } },
      standing: { state: 'pending' },
    });
    expect(scene.told).toMatchObject([{ requestId: json.request.id, message: { type: 'start' } }]);
    expect(await ask()).toMatchObject({ status: 200, json: { request: { id: json.request.id } } });
    expect(await ask({ ...sampleContact, role: 'idx' })).toMatchObject({
      status: 409,
      json: { errors: [{ field: 'idempotency-key' }] },
    });
    expect((await call('GET', '/requests?state=direct')).json.requests).toHaveLength(1);
    expect((await call('GET', '/requests?state=registrations')).json.requests).toEqual([]);
  });

  test('what is wrong is named, field by field', async () => {
    const statement = { ...sampleContact.statement, handling: '' };
    const { status, json } = await ask({ ...sampleContact, mlsId: 'nope', statement, termsAccepted: false });
    expect(status).toBe(400);
    expect(json.errors.map(({ field }) => field)).toEqual(['mlsId', 'statement.handling', 'termsAccepted']);
    expect((await ask({ ...sampleContact, planId: 'harbor-coast-idx' })).status).toBe(400);
    expect(scene.told).toEqual([]);
  });

  test('the description tells what it takes', async () => {
    const description = (await (await fetch(`${scene.url}/api/openapi.json`)).json()) as Description;
    expect(description.paths['/api/v1/requests/direct']!['post']!.responses).toHaveProperty('201');
    expect(JSON.stringify(description.components.schemas)).toContain('Fields and listing statuses needed');
  });
});

test('the list finds, filters and pages', async () => {
  const first = (await start(sampleBody(), 'a')).json.request.id;
  const second = (await start({ ...sampleBody('summit-ridge-vow'), developerId: 'lee-park' }, 'b')).json.request.id;
  await call('POST', `/requests/${first}/withdrawal`, { reason: 'sent twice' });
  await scene.store.requests.settle(first);
  const ids = async (query: string) =>
    (await call('GET', `/requests?${query}`)).json.requests.map(({ request }) => request.id);
  expect(await ids('')).toEqual([second, first]);
  expect(await ids('state=settled')).toEqual([first]);
  expect(await ids('state=open')).toEqual([second]);
  expect(await ids('search=PARKVIEW')).toEqual([second]);
  expect(await ids('limit=1&offset=1')).toEqual([first]);
});

test.each(['%27%3B+drop+table+request%3B--', '%25', '_', '%5C', '%C3%A9', "' or '1'='1"])(
  '[case 88] searching for %s finds nothing and breaks nothing',
  async (search) => {
    await start();
    const { status, json } = await call('GET', `/requests?search=${search}`);
    expect(status).toBe(200);
    expect(json.requests).toEqual([]);
  },
);

test.each(['sort=ask', 'limit=0', 'limit=1e9', 'offset=-1', 'state=all', 'search=%00'])(
  '[case 88] ?%s: 400',
  async (query) => {
    expect((await call('GET', `/requests?${query}`)).status).toBe(400);
  },
);

test('what happened is read from any point on', async () => {
  const id = (await start()).json.request.id;
  const { json } = await call('GET', `/requests/${id}/events`);
  expect(json.events[0]).toMatchObject({ seq: 1, kind: 'request-started' });
  expect((await call('GET', `/requests/${id}/events?after=1`)).json.events).toEqual([]);
  expect((await call('GET', '/requests/nope/events')).status).toBe(404);
});

test('withdrawing: once, with a reason', async () => {
  const id = (await start()).json.request.id;
  expect((await call('POST', `/requests/${id}/withdrawal`, {})).status).toBe(400);
  const { json } = await call('POST', `/requests/${id}/withdrawal`, { reason: 'sent twice' });
  expect(json.standing).toMatchObject({ state: 'withdrawn', because: 'Kim Sato withdrew the request: sent twice' });
  const again = await call('POST', `/requests/${id}/withdrawal`, { reason: 'again' });
  expect(again.status).toBe(409);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['start', 'withdrawal']);
});

test('replacing and disabling a key are asked of the workflow; without a key there is nothing to do', async () => {
  const id = await scene.request();
  expect((await call('POST', `/requests/${id}/credential`, { reason: 'lost' })).status).toBe(409);
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const mailed = await scene.issue(id, 'cs_live_secret');
  scene.told.length = 0;
  const { status, json } = await call('POST', `/requests/${id}/credential`, { reason: 'lost' });
  expect(status).toBe(200);
  expect(json.credential).toMatchObject({ generation: 1, pickedUpAt: null });
  expect(JSON.stringify(json)).not.toContain('cs_live_secret');
  expect((await call('POST', `/requests/${id}/credential/disablement`, { reason: 'leaked' })).status).toBe(200);
  expect(scene.told.map(({ message }) => message)).toMatchObject([
    { type: 'reissue', by: 'Kim Sato', reason: 'lost' },
    { type: 'disable', by: 'Kim Sato', reason: 'leaked' },
  ]);
  await scene.post(mailed.path, { link: fingerprint(mailed.token), code: mailed.code });
  expect((await call('GET', `/requests/${id}`)).json.credential!.pickedUpAt).toEqual(expect.any(Number));
});

test.each(['mlses', 'plans', 'developers'])('GET /%s lists what a request can name', async (path) => {
  const { json } = await call('GET', `/${path}`);
  expect(json[path as 'plans'].length).toBeGreaterThan(2);
});

test('[case 82] without a session every route of the API answers 401, from the route table', async () => {
  const document = (await (await scene.get('/api/openapi.json')).json()) as Description;
  const routes = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method, path] as const),
  );
  expect(routes.length).toBeGreaterThanOrEqual(10);
  for (const [method, path] of routes) {
    for (const authorization of ['', 'Bearer nope', `Bearer ${'A'.repeat(43)}`, `Basic ${token}`]) {
      const response = await fetch(scene.url + path.replace('{id}', 'x'), {
        method,
        headers: authorization === '' ? { 'sec-fetch-site': 'same-origin' } : { authorization },
      });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  }
});

test('a session that was ended, ran out, or whose person left opens nothing', async () => {
  const own = await scene.signIn();
  const status = async () => (await scene.get('/api/v1/plans', { authorization: `Bearer ${own}` })).status;
  expect(await status()).toBe(200);
  await scene.sql(`update staff set active = false`);
  expect(await status()).toBe(401);
  await scene.sql(`update staff set active = true`);
  expect((await scene.post('/console/sign-out', {}, { cookie: `countersign=${own}` })).status).toBe(303);
  expect(await status()).toBe(401);
});

test('the description is OpenAPI 3.1 with schemas under their own names', async () => {
  const document = (await (await scene.get('/api/openapi.json')).json()) as Description;
  expect(document.openapi).toBe('3.1.0');
  const names = Object.keys(document.components.schemas);
  for (const name of [
    'NewRequest',
    'RequestDetail',
    'RequestSummary',
    'Problem',
    'Plan',
    'Mls',
    'AuditEvent',
    'Credential',
  ]) {
    expect(names).toContain(name);
  }
  expect(document.paths['/api/v1/requests']!['post']!.responses).toHaveProperty('409');
});

test("[case 82] a route that is not there tells nothing and speaks the caller's language", async () => {
  const { status, type, json } = await call('GET', '/nope');
  expect(status).toBe(404);
  expect(type).toContain('application/problem+json');
  expect(json).toMatchObject({ type: 'about:blank', status: 404, title: 'Nothing here', errors: [] });
});

async function countDevelopers(): Promise<number> {
  const { json } = await call('GET', '/developers');
  return (json as unknown as { developers: unknown[] }).developers.length;
}

describe('developers', () => {
  const dana = { name: 'Noa Levi', company: 'Levi Labs', email: 'Noa@levi-labs.example' };
  test('one is added and can ask at once', async () => {
    const { status, json } = await call('POST', '/developers', dana);
    expect(status).toBe(201);
    const started = await start({ ...sampleBody(), developerId: (json as unknown as { id: string }).id });
    expect(started.status).toBe(201);
  });

  test.each<[string, object, string, RegExp]>([
    ['no address', { email: '' }, 'email', /like dana@company\.example/],
    ['an address without a domain', { email: 'dana' }, 'email', /like dana@company\.example/],
    ['[case 65] two addresses', { email: 'a@b.example,eve@evil.example' }, 'email', /second address/],
    ['[case 65] a name in the address', { email: '"a@b.example" <eve@evil.example>' }, 'email', /second address/],
    ['[case 64] a line end in the name', { name: 'Eve\nBcc: all@evil.example' }, 'name', /./],
    ['no name', { name: ' ' }, 'name', /person who asks/],
    ['no company', { company: '' }, 'company', /company/],
    [
      'an address that is there already, in other case',
      { email: 'DANA@foxglove-software.example' },
      'email',
      /list of developers/,
    ],
  ])('%s: 400 with the field and the remedy, nothing stored', async (_, more, field, remedy) => {
    const before = await countDevelopers();
    const { status, json } = await call('POST', '/developers', { ...dana, email: 'new@levi-labs.example', ...more });
    expect(status).toBe(400);
    expect(json.errors).toEqual([expect.objectContaining({ field, remedy: expect.stringMatching(remedy) })]);
    expect(await countDevelopers()).toBe(before);
  });
});
