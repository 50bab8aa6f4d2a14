import { randomUUID } from 'node:crypto';
import { noLimits } from '../../domain/limits';
import { newBearerToken } from '../../issuer/bearer-token';
import { bareKey, keyInHand } from '../support/keys-in-hand';
import { openWebScene, type WebScene } from '../support/web-scene';

const server = { id: 'harbor-api', secret: 'Harbor~api.secret-0123456789abcdef' };
const other = { id: 'mesa_api', secret: 'mesa-api-secret-0123456789abcdefgh' };
let scene: WebScene;
beforeAll(async () => (scene = await openWebScene({ resourceServers: [server, other] })));
afterAll(() => scene.close());

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });
const asServer = basic(server.id, server.secret);
const inactive = '{"active":false}';

async function send(
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = asServer,
  at = scene,
) {
  // As a program sends it, from anywhere.
  const response = await at.post(path, form, { 'sec-fetch-site': 'cross-site', ...headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
  };
}
const introspect = (token: string, headers?: Record<string, string>) => send('/oauth/introspect', { token }, headers);
const revoke = (token: string, headers: Record<string, string> = {}) => send('/oauth/revoke', { token }, headers);
const read = (token: string) => scene.get('/Reso/OData/Property?$top=1', { authorization: `Bearer ${token}` });
const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a key that works: what it may read, whose it is, and since when; nothing about an end that it does not have', async () => {
  const { id, secret } = await bareKey(scene);
  const { status, headers, json } = await introspect(secret);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(json).toEqual({
    active: true,
    iss: 'http://127.0.0.1:1',
    token_type: 'Bearer',
    scope: 'idx',
    client_id: id,
    sub: 'generic-agent',
    iat: expect.any(Number),
    environment: 'live',
    mls: 'harbor-coast',
    key_holder: { kind: 'generic-agent', user: null },
    read_only: false,
    no_replication: false,
    allowed_ips: [],
    user_agent: null,
    allowed_domains: [],
  });
  expect(Number(json!['iat'])).toBeCloseTo(Date.now() / 1_000, -2);
});

test('its limits, and its end: the moment when its last day is over where the MLS is', async () => {
  const limits = {
    readOnly: true,
    ips: ['192.0.2.0/24'],
    userAgent: 'FoxgloveSync',
    noReplication: true,
    until: '2099-01-31',
    domains: ['foxglove.example'],
  };
  const keyHolder = { kind: 'member', flexmlsUser: 'jdoe' } as const;
  const { secret } = await bareKey(scene, { role: 'vow', keyHolder, limits });
  expect((await introspect(secret)).json).toMatchObject({
    active: true,
    scope: 'vow',
    sub: 'member:jdoe',
    key_holder: { kind: 'member', user: 'jdoe' },
    exp: Date.parse('2099-02-01T00:00:00-05:00') / 1_000,
    read_only: true,
    no_replication: true,
    allowed_ips: ['192.0.2.0/24'],
    user_agent: 'FoxgloveSync',
    allowed_domains: ['foxglove.example'],
  });
});

test('[case 77] [case 80] unknown, disabled, over, malformed: one answer, and no word why', async () => {
  const disabled = await bareKey(scene);
  await scene.store.keys.disable(disabled.id);
  const over = await bareKey(scene, { limits: { ...noLimits, until: dayFromNow(-2) } });
  const { secret } = await bareKey(scene);
  const answers = [];
  const tokens = [
    newBearerToken('live'),
    disabled.secret,
    over.secret,
    `${secret.slice(0, -1)}_`,
    secret.toLowerCase(),
    ` ${secret}`,
    'x',
    '\u{1f511}',
    'x'.repeat(100_000),
  ];
  for (const token of tokens) {
    const { status, headers, text } = await introspect(token);
    answers.push({ status, text, headers: [...headers].filter(([name]) => name !== 'date') });
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ status: 200, text: inactive });
});

test.each([
  ['nobody', {}],
  ['a wrong secret', basic(server.id, other.secret)],
  ['an empty secret', basic(server.id, '')],
  ['an unknown name', basic('nobody', server.secret)],
  ['no name', basic('', '')],
  ['another scheme', { authorization: `Bearer ${server.secret}` }],
  ['no colon', { authorization: `Basic ${btoa(server.id)}` }],
  ['not base64', { authorization: 'Basic %%%' }],
  ['odd percent signs', basic(`${server.id}%`, `%${server.secret}`)],
])('who asks must be known: %s', async (_who, headers: Record<string, string>) => {
  const { secret } = await bareKey(scene);
  const refused = await introspect(secret, headers);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  expect(refused.json).toEqual({ error: 'invalid_client', error_description: expect.stringContaining('HTTP Basic') });
  if (Object.keys(headers).length > 0) expect((await revoke(secret, headers)).status).toBe(401);
  expect((await introspect(secret)).json).toMatchObject({ active: true });
});

test('id and secret may be form-encoded, as the standard wants it', async () => {
  const { secret } = await bareKey(scene);
  const encoded = Buffer.from(server.secret).toString('hex').replaceAll(/../g, '%$&');
  expect((await introspect(secret, basic('harbor%2Dapi', encoded))).json).toMatchObject({ active: true });
});

const form = 'application/x-www-form-urlencoded';
test.each([
  ['nothing', '', form, 400],
  ['an empty token', 'token=', form, 400],
  ['two tokens', 'token=a&token=b', form, 400],
  ['a name that means something to the runtime', 'token=a&__proto__=b', form, 400],
  ['JSON', '{"token":"a"}', 'application/json', 415],
  ['plain text', 'token=a', 'text/plain', 415],
  ['too much', `token=${'x'.repeat(300_000)}`, form, 413],
])('not taken: %s', async (_what, body, contentType, status) => {
  for (const path of ['/oauth/introspect', '/oauth/revoke']) {
    const refused = await send(path, body, { ...asServer, 'content-type': contentType });
    expect(refused.status).toBe(status);
    expect(refused.json).toEqual({ error: 'invalid_request', error_description: expect.any(String) });
    expect(refused.text).not.toContain('"a"');
    expect(refused.headers.get('cache-control')).toBe('no-store');
  }
});

test('what the standard lets people send along does not matter', async () => {
  const { secret } = await bareKey(scene);
  const more = { token: secret, token_type_hint: 'refresh_token', client_id: 'me', resource: 'x' };
  expect((await send('/oauth/introspect', more)).json).toMatchObject({ active: true });
});

test('only by POST: no token in an address', async () => {
  for (const path of ['/oauth/introspect', '/oauth/revoke']) {
    const response = await scene.get(`${path}?token=x`, asServer);
    expect(response.status).toBe(404);
    await response.text();
  }
});

test('the metadata names both endpoints', async () => {
  const response = await scene.get('/.well-known/oauth-authorization-server');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    issuer: 'http://127.0.0.1:1',
    response_types_supported: [],
    grant_types_supported: [],
    introspection_endpoint: 'http://127.0.0.1:1/oauth/introspect',
    introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
    revocation_endpoint: 'http://127.0.0.1:1/oauth/revoke',
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'none'],
  });
});

test('[case 80] the holder revokes: refused at once everywhere, on record for staff, and the workflow is told once', async () => {
  const { requestId, keyId, secret } = await keyInHand(scene);
  expect((await read(secret)).status).toBe(200);
  expect((await introspect(secret)).json).toMatchObject({ active: true });
  scene.told.length = 0;
  const revoked = await revoke(secret);
  expect([revoked.status, revoked.text]).toEqual([200, '']);
  expect((await introspect(secret)).text).toBe(inactive);
  expect((await read(secret)).status).toBe(401);
  const { credential } = (await scene.store.requests.file(requestId))!;
  expect(credential).toMatchObject({
    keyId,
    disabledAt: expect.any(Number),
    disabledBecause: 'Somebody who holds the key has revoked it.',
  });
  const events = await scene.store.audit.ofRequest(requestId);
  expect(events.filter(({ kind }) => kind === 'key-disabled')).toEqual([
    expect.objectContaining({ actor: 'Whoever holds the key', note: 'Whoever holds the key revoked the key.' }),
  ]);
  expect((await revoke(secret)).status).toBe(200);
  const told = scene.told.filter(({ message }) => message.type === 'disable');
  expect(told.map(({ message }) => message)).toEqual([
    expect.objectContaining({ by: 'Whoever holds the key', credentialId: credential!.id }),
  ]);
});

test('an API that was sent a key may revoke it, by its name', async () => {
  const { requestId, secret } = await keyInHand(scene);
  expect((await revoke(secret, basic(other.id, other.secret))).status).toBe(200);
  const { credential } = (await scene.store.requests.file(requestId))!;
  expect(credential!.disabledBecause).toBe('The API "mesa_api", to which the key was sent, has revoked it.');
  expect((await introspect(secret)).text).toBe(inactive);
});

test('revoking what is no key answers the same, and does nothing', async () => {
  scene.told.length = 0;
  const { secret } = await bareKey(scene);
  for (const token of [newBearerToken('live'), 'x', `${secret}x`]) {
    const { status, text } = await revoke(token);
    expect([status, text]).toEqual([200, '']);
  }
  expect(scene.told).toEqual([]);
  expect((await introspect(secret)).json).toMatchObject({ active: true });
  // One without a request is only refused from then on.
  expect((await revoke(secret)).status).toBe(200);
  expect((await introspect(secret)).text).toBe(inactive);
});

test('[case 76] neither a token nor a secret of an API is in the log', async () => {
  const { secret } = await bareKey(scene);
  await introspect(secret);
  await introspect(secret, basic(server.id, `${server.secret}x`));
  await revoke(secret);
  const log = scene.log.join('');
  for (const hidden of [secret, server.secret, btoa(`${server.id}:${server.secret}`)])
    expect(log).not.toContain(hidden);
});

test('without a known API nobody can ask; whoever holds a key can still end it', async () => {
  const alone = await openWebScene();
  try {
    const { secret } = await bareKey(alone);
    const asked = await alone.post('/oauth/introspect', { token: secret }, asServer);
    expect(asked.status).toBe(404);
    const metadata = (await (await alone.get('/.well-known/oauth-authorization-server')).json()) as object;
    expect(Object.keys(metadata).filter((name) => name.startsWith('introspection'))).toEqual([]);
    expect((await send('/oauth/revoke', { token: secret }, {}, alone)).status).toBe(200);
    const answer = await alone.get('/Reso/OData/Property', { authorization: `Bearer ${secret}` });
    expect(answer.status).toBe(401);
  } finally {
    await alone.close();
  }
});

test('[case 89] strangers are counted by address; an API that asks often is not held up', async () => {
  const busy = await openWebScene({ resourceServers: [server], linkVisitsPerMinute: 3 });
  try {
    const ask = (headers: Record<string, string>) => send('/oauth/introspect', { token: randomUUID() }, headers, busy);
    const statuses = [];
    for (let count = 0; count < 5; count++) statuses.push((await ask(basic(server.id, `guess ${count}`))).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const refused = await ask({});
    expect(refused.json).toEqual({ error: 'temporarily_unavailable', error_description: expect.any(String) });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (let count = 0; count < 10; count++) expect((await ask(asServer)).text).toBe(inactive);
  } finally {
    await busy.close();
  }
});

test('when the store fails, nobody is told why', async () => {
  await scene.sql('alter table builtin_key rename to elsewhere');
  try {
    const { status, json, text } = await introspect(newBearerToken('live'));
    expect([status, json!['error']]).toEqual([500, 'server_error']);
    expect(text).not.toMatch(/builtin_key|relation/);
  } finally {
    await scene.sql('alter table elsewhere rename to builtin_key');
  }
});
