import { randomUUID } from 'node:crypto';
import type { KeySpec } from '../../domain/credential';
import { dataRoles } from '../../domain/plan';
import { noLimits } from '../../domain/limits';
import { newBearerToken } from '../../issuer/bearer-token';
import { fields } from '../../listings/listing';
import { viewOf } from '../../listings/view';
import { hashToken } from '../../secrets/token';
import { keySpec } from '../listings/keys';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());

const base = 'http://127.0.0.1:1/Reso/OData';
const forMembers = ['Concessions', 'ListAgentEmail', 'PrivateRemarks', 'ShowingInstructions'];

/** Whatever may be answered; tests look at the part they expect. */
interface Json {
  readonly '@odata.context': string;
  readonly '@odata.count': number;
  readonly '@odata.nextLink': string;
  readonly value: readonly Record<string, unknown>[];
  readonly error: { readonly code: string; readonly message: string; readonly target?: string };
}

async function issue(more: Partial<KeySpec> = {}) {
  const id = randomUUID();
  const spec = keySpec(more);
  const secret = newBearerToken(spec.environment);
  await scene.store.keys.insert({ id, marker: id, spec, enabled: true }, hashToken(secret));
  return { id, secret, spec };
}

async function read(secret: string, path: string, headers: Record<string, string> = {}) {
  const response = await scene.get(`/Reso/OData/${path}`, { authorization: `Bearer ${secret}`, ...headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as Json };
}

const keysIn = ({ json }: { json: Json }) => json.value.map((each) => each['ListingKey']);
const query = (options: Record<string, string>) => `Property?${new URLSearchParams(options).toString()}`;

test('a key reads its listings in the shape of the RESO Web API', async () => {
  const { secret, spec } = await issue();
  const { status, headers, json } = await read(secret, 'Property?$top=1');
  const [first] = viewOf(spec).listings;
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('odata-version')).toBe('4.0');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(json).toEqual({
    '@odata.context': `${base}/$metadata#Property`,
    '@odata.nextLink': `${base}/Property?$top=1&$skip=1`,
    value: [Object.fromEntries(viewOf(spec).fields.map((field) => [field, first![field]]))],
  });
});

test('nothing needs a session, and a session opens nothing', async () => {
  const session = await scene.signIn();
  for (const headers of [{ authorization: `Bearer ${session}` }, { cookie: `countersign=${session}` }]) {
    expect((await scene.get('/Reso/OData/Property', headers)).status).toBe(401);
  }
});

test('$top: 10 unless set, at most 200; $skip and $count', async () => {
  const { secret, spec } = await issue({ role: 'private' });
  const all = viewOf(spec).listings.map(({ ListingKey }) => ListingKey);
  expect(keysIn(await read(secret, 'Property'))).toEqual(all.slice(0, 10));
  expect(keysIn(await read(secret, 'Property?$top=200'))).toEqual(all.slice(0, 200));
  expect(keysIn(await read(secret, 'Property?$top=3&$skip=5'))).toEqual(all.slice(5, 8));
  const { json } = await read(secret, 'Property?$top=0&$count=true');
  expect(json).toEqual({ '@odata.context': expect.anything(), '@odata.count': all.length, value: [] });
  expect((await read(secret, 'Property?$count=false')).json).not.toHaveProperty(['@odata.count']);
});

test('following nextLink reads every listing once, and the options stay', async () => {
  const { secret, spec } = await issue();
  const found: unknown[] = [];
  const $filter = "City eq 'Cutter''s Cove' and StandardStatus eq 'Active' and ListPrice ge 200000";
  let next: string | undefined = `/${query({ $top: '4', $select: 'ListingKey,City', $filter, $count: 'true' })}`;
  for (let page = 0; next !== undefined && page < 100; page++) {
    const { json } = await read(secret, next.slice(1));
    expect(json.value.length).toBeLessThanOrEqual(4);
    found.push(...json.value);
    next = json['@odata.nextLink']?.slice(base.length);
  }
  const expected = viewOf(spec).listings.filter(
    (each) => each.City === "Cutter's Cove" && each.StandardStatus === 'Active' && each.ListPrice >= 200_000,
  );
  expect(expected.length).toBeGreaterThan(8);
  expect(found).toEqual(expected.map(({ ListingKey, City }) => ({ ListingKey, City })));
});

test('$select: those fields, once each, in that order', async () => {
  const { secret } = await issue();
  const { json } = await read(secret, query({ $select: 'ListPrice, City,ListPrice', $top: '2' }));
  expect(json['@odata.context']).toBe(`${base}/$metadata#Property(ListPrice,City)`);
  expect(json.value.map((each) => Object.keys(each))).toEqual([
    ['ListPrice', 'City'],
    ['ListPrice', 'City'],
  ]);
});

test('one listing by its key', async () => {
  const { secret, spec } = await issue();
  const listing = viewOf(spec).listings[3]!;
  const path = `Property('${listing.ListingKey}')`;
  const { json } = await read(secret, path);
  expect(json).toMatchObject({
    '@odata.context': `${base}/$metadata#Property/$entity`,
    ListingKey: listing.ListingKey,
    City: listing.City,
  });
  expect((await read(secret, path.replaceAll("'", '%27'))).json).toEqual(json);
  expect((await read(secret, `${path}?$select=City`)).json).toEqual({
    '@odata.context': `${base}/$metadata#Property(City)/$entity`,
    City: listing.City,
  });
});

test('[canary] a listing beyond the role is not there: not by key, not by filter, not in the count', async () => {
  const { secret, spec } = await issue();
  const other = await issue({ mlsId: 'blue-mesa' });
  const closed = viewOf({ ...spec, role: 'private' }).listings.find((each) => each.StandardStatus === 'Closed')!;
  for (const key of [closed.ListingKey, viewOf(other.spec).listings[0]!.ListingKey, 'nowhere-1']) {
    const { status, json } = await read(secret, `Property('${key}')`);
    expect([status, json.error.code]).toEqual([404, 'NotFound']);
  }
  const { json } = await read(secret, query({ $filter: "StandardStatus eq 'Closed'", $count: 'true' }));
  expect(json).toMatchObject({ '@odata.count': 0, value: [] });
});

test.each(dataRoles)('[canary] %s: no field beyond the role, even when it is asked for', async (role) => {
  const { secret, spec } = await issue({ role, keyHolder: { kind: 'member', flexmlsUser: 'jdoe' } });
  const view = viewOf(spec);
  const beyond = fields.filter((field) => !view.fields.includes(field));
  expect(beyond).toEqual(expect.arrayContaining(role === 'idx' || role === 'vow' ? forMembers : []));
  const { json, text } = await read(secret, 'Property?$top=200');
  for (const listing of json.value) expect(Object.keys(listing)).toEqual(view.fields);
  for (const field of beyond) {
    expect(text).not.toContain(`"${field}"`);
    for (const path of ['Property?', `Property('${view.listings[0]!.ListingKey}')?`]) {
      const refused = await read(secret, `${path}$select=City,${field}`);
      expect(refused.status).toBe(400);
      expect(refused.json.error).toMatchObject({ target: '$select', message: expect.stringContaining(`"${field}"`) });
    }
  }
});

test('a demo key reads the example data only, whatever it was made for', async () => {
  const { secret } = await issue({ environment: 'demo', role: 'private', mlsId: 'harbor-coast' });
  const { json, text } = await read(secret, 'Property?$top=200');
  expect(new Set(json.value.map((each) => each['MlsId']))).toEqual(new Set(['operator']));
  for (const field of [...forMembers, 'ClosePrice']) expect(text).not.toContain(`"${field}"`);
});

test('an MLS without example data: no listings, and no error', async () => {
  const { secret } = await issue({ mlsId: 'elsewhere', role: 'private' });
  expect((await read(secret, 'Property?$count=true')).json).toMatchObject({ '@odata.count': 0, value: [] });
});

const unfit: readonly (readonly [path: string, target: string | undefined, remedy: RegExp])[] = [
  ['Property?$top=201', '$top', /0 to 200/],
  ['Property?$top=-1', '$top', /0 to 200/],
  ['Property?$top=ten', '$top', /0 to 200/],
  ['Property?$top=', '$top', /0 to 200/],
  ['Property?$skip=1.5', '$skip', /whole/],
  ['Property?$skip=99999999999', '$skip', /whole/],
  ['Property?$count=1', '$count', /true or false/],
  ['Property?$select=', '$select', /reads ListingKey/],
  ['Property?$select=*', '$select', /reads ListingKey/],
  ['Property?$select=listprice', '$select', /reads ListingKey/],
  ["Property?$filter=PostalCode eq '00010'", '$filter', /City eq 'X'/],
  ["Property?$filter=StandardStatus eq 'Sold'", '$filter', /Active, Pending/],
  ["Property?$filter=PrivateRemarks eq 'x'", '$filter', /City eq 'X'/],
  ['Property?$orderby=ListPrice', '$orderby', /\$select, \$top, \$skip, \$count, \$filter/],
  ['Property?$expand=Media', '$expand', /Leave it out/],
  ['Property?top=1', 'top', /Leave it out/],
  ["Property('harbor-coast-0001')?$top=1", '$top', /Leave it out; taken are \$select/],
  ['Property?$top=1&$top=2', undefined, /twice/],
  ['Property?__proto__=1', undefined, /not taken/],
];

test.each(unfit)('not taken: %s', async (path, target, remedy) => {
  const { secret } = await issue();
  const { status, headers, json } = await read(secret, path);
  expect(status).toBe(400);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(json).toEqual({
    error: { code: 'BadRequest', message: expect.stringMatching(remedy), ...(target === undefined ? {} : { target }) },
  });
});

test.each(['Member', 'Property()', "Property('a/b')", "Property('a''b')", 'property', '', 'Property/x'])(
  'nothing is at %s',
  async (path) => {
    const { secret } = await issue();
    const { status, json } = await read(secret, path);
    expect([status, json.error.code]).toEqual([404, 'NotFound']);
  },
);

test('only reading is served', async () => {
  const { secret } = await issue();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const headers = { authorization: `Bearer ${secret}`, 'sec-fetch-site': 'none' };
    const response = await fetch(`${scene.url}/Reso/OData/Property`, { method, headers });
    expect([method, response.status]).toEqual([method, 404]);
  }
});

test('[case 80] a disabled key is refused on the very next request, and looks like one that never was', async () => {
  const { id, secret } = await issue();
  expect((await read(secret, 'Property')).status).toBe(200);
  await scene.store.keys.disable(id);
  const ended = await read(secret, 'Property');
  expect(ended.status).toBe(401);
  for (const unknown of [newBearerToken('live'), 'x', `${secret.slice(0, -1)}_`]) {
    const { status, text, headers } = await read(unknown, 'Property');
    expect(status).toBe(401);
    expect(text).toBe(ended.text);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  }
  expect(ended.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  expect(ended.headers.get('cache-control')).toBe('no-store');
  expect(ended.json).toEqual({ error: { code: 'Unauthorized', message: expect.stringContaining('Bearer KEY') } });
});

test('a key counts in its header only, and in no other scheme', async () => {
  const { secret } = await issue();
  for (const headers of [{}, { authorization: secret }, { authorization: `Basic ${btoa(`key:${secret}`)}` }]) {
    const response = await scene.get(`/Reso/OData/Property?access_token=${secret}`, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await response.text()).not.toContain(secret);
  }
  const twice = await read(secret, `Property?access_token=${secret}`);
  expect(twice.json.error).toMatchObject({ target: 'access_token' });
  expect(twice.text).not.toContain(secret);
  expect((await read(secret, 'Property', { authorization: `bearer ${secret}` })).status).toBe(200);
  expect(scene.log.join('')).not.toContain(secret);
});

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const limited: readonly (readonly [Partial<KeySpec['limits']>, Record<string, string>, number, RegExp])[] = [
  [{ until: dayFromNow(1) }, {}, 200, /value/],
  [{ until: dayFromNow(-1) }, {}, 403, /no longer valid/],
  [{ ips: ['127.0.0.0/8'] }, {}, 200, /value/],
  [{ ips: ['192.0.2.0/24'] }, { 'x-forwarded-for': '192.0.2.7' }, 403, /this address/],
  [{ userAgent: 'FoxgloveSync' }, { 'user-agent': 'FoxgloveSync/2' }, 200, /value/],
  [{ userAgent: 'FoxgloveSync' }, { 'user-agent': 'curl/8' }, 403, /user agent/],
  [{ readOnly: true, noReplication: true, domains: ['foxglove.example'] }, {}, 200, /value/],
];

test.each(limited)('limits %j, sent with %j: %i', async (limits, headers, status, says) => {
  const { secret } = await issue({ limits: { ...noLimits, ...limits } });
  const answer = await read(secret, 'Property?$top=1', headers);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(says);
  if (status === 403) expect(answer.json.error.code).toBe('Forbidden');
});

test('1,500 requests in five minutes with one key, on whatever path; another key is not held up', async () => {
  const { secret } = await issue();
  const headers = { authorization: `Bearer ${secret}` };
  const ask = (url: string) => scene.app.inject({ url: `/Reso/OData/${url}`, headers });
  for (let count = 0; count < 1_500; count++) {
    const { statusCode } = await ask(count % 2 ? 'Property?$top=1' : "Property('harbor-coast-0001')?$select=City");
    expect(statusCode).not.toBe(429);
  }
  const refused = await ask('Property?$top=1');
  expect(refused.statusCode).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.json<Json>().error).toMatchObject({ code: 'TooManyRequests' });
  expect((await read((await issue()).secret, 'Property')).status).toBe(200);
});

test('when the store fails, the answer is in the same shape and tells nobody why', async () => {
  await scene.sql('alter table builtin_key rename to elsewhere');
  try {
    const { status, json, text } = await read(newBearerToken('live'), 'Property');
    expect([status, json.error.code]).toEqual([500, 'InternalServerError']);
    expect(text).not.toMatch(/builtin_key|relation/);
  } finally {
    await scene.sql('alter table elsewhere rename to builtin_key');
  }
});
