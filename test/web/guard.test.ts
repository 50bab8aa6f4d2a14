import { connect } from 'node:net';
import { openWebScene, password, sampleBody, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const api = async (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${scene.url}/api/v1${path}`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${await scene.signIn()}`,
      'content-type': 'application/json',
      'idempotency-key': 'k1',
      ...headers,
    },
  });

async function anyLink() {
  return scene.ask(await scene.request(), 'mls', 'ann-lee');
}

test.each([
  '/',
  '/console/sign-in',
  '/healthz',
  '/nowhere',
  '/api/v1/plans',
  '/api/openapi.json',
  '/decision/x',
  '/%zz',
])('[case 18] [case 19] [case 24] %s: every answer carries the security headers', async (path) => {
  const { headers } = await scene.get(path);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('referrer-policy')).toBe(path.startsWith('/console') ? 'same-origin' : 'no-referrer');
  expect(headers.get('x-robots-tag')).toBe('noindex');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('the style sheet may be kept, under a name that changes with its content', async () => {
  const path = /href="(\/assets\/countersign\.\w+\.css)"/.exec(await (await scene.get('/')).text())![1]!;
  const { headers, status } = await scene.get(path);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toContain('immutable');
});

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a sister site', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
  ['an old browser on another site', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
  ['a program that says nothing', { 'sec-fetch-site': undefined }],
])('[case 17] a form from %s is refused', async (_, headers) => {
  const mailed = await anyLink();
  const before = await scene.dump();
  for (const path of [
    mailed.path,
    `${mailed.path}/letter`,
    '/console/sign-in',
    '/console/sign-out',
    '/console/requests',
  ]) {
    const response = await fetch(scene.url + path, {
      method: 'POST',
      redirect: 'manual',
      body: 'a=b',
      headers: Object.entries({ 'content-type': 'application/x-www-form-urlencoded', ...headers }).filter(
        (header): header is [string, string] => header[1] !== undefined,
      ),
    });
    expect(response.status).toBe(403);
  }
  expect(await scene.dump()).toBe(before);
});

test('[case 17] a browser on plain http sends no Sec-Fetch-Site: our own Origin will do, and none on a link page', async () => {
  const mailed = await anyLink();
  const plain = { 'content-type': 'application/x-www-form-urlencoded' };
  const status = async (path: string, origin: string) =>
    (await fetch(scene.url + path, { method: 'POST', redirect: 'manual', body: '', headers: { ...plain, origin } }))
      .status;
  expect(await status('/console/sign-out', 'http://127.0.0.1:1')).toBe(303);
  expect(await status('/console/sign-out', 'null')).toBe(403);
  expect(
    await scene.post(mailed.path, { link: 'x' }, { 'sec-fetch-site': 'same-origin', origin: 'null' }),
  ).toMatchObject({ status: 403 });
  expect(
    await (
      await fetch(scene.url + mailed.path, { method: 'POST', body: 'link=x', headers: { ...plain, origin: 'null' } })
    ).text(),
  ).toContain('belongs to another link');
});

test('[case 17] the API with the cookie refuses other sites; with a bearer token there is nothing to ride on', async () => {
  const cookie = `countersign=${await scene.signIn()}`;
  const headers = {
    cookie,
    'content-type': 'application/json',
    'sec-fetch-site': 'cross-site',
    'idempotency-key': 'a',
  };
  const response = await fetch(`${scene.url}/api/v1/requests`, { method: 'POST', body: '{}', headers });
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
});

test.each([
  'text/plain',
  'text/plain; application/json',
  'multipart/form-data; boundary=x',
  'application/json\tx',
  'application/json; charset=utf-16',
  'application/jsonp',
  'application/x-www-form-urlencoded',
  ' ;application/json',
])('[case 17] [case 87] the API takes no body as %j', async (type) => {
  expect((await api('/requests', JSON.stringify(sampleBody()), { 'content-type': type })).status).toBe(415);
});

test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])(
  '[case 17] [case 87] a page takes no body as %s',
  async (type) => {
    const mailed = await anyLink();
    const response = await scene.post(mailed.path, '{"verdict":"approve"}', { 'content-type': type });
    expect(response.status).toBe(415);
  },
);

test('[case 87] a content type in capitals reaches the handler only through its schema', async () => {
  const response = await api('/requests', '{"planId": 3}', { 'content-type': 'APPLICATION/JSON' });
  expect(response.status).toBe(400);
});

test.each([
  'verdict=deny&verdict=approve',
  'verdict=approve&_method=DELETE',
  '__proto__=x',
  'constructor=x',
  'reason=%00',
])('[case 26] [case 84] a form with %s is refused', async (body) => {
  const mailed = await anyLink();
  const before = await scene.dump();
  expect((await scene.post(mailed.path, body)).status).toBe(400);
  expect(await scene.dump()).toBe(before);
});

test.each(['/?a=1&a=2', '/console?search=a&search=b', '/?_method=POST', '/?__proto__=1', '/console?search=%00'])(
  '[case 26] [case 84] the address %s is refused',
  async (path) => {
    expect((await scene.get(path)).status).toBe(400);
  },
);

test.each([
  ['__proto__', '{"__proto__": {"isAdmin": true}}'],
  ['constructor.prototype', '{"constructor": {"prototype": {"isAdmin": true}}}'],
  ['inside', '{"product": {"__proto__": {}}}'],
])('[case 84] JSON with %s: 400', async (_, body) => {
  expect((await api('/requests', body)).status).toBe(400);
});

test('[case 85] 100,000 brackets: 400, and the process lives', async () => {
  const response = await api('/requests', `{"use": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ title: 'Too deep' });
  expect((await api('/requests', `{"use": "${'[{'.repeat(60)}"}`)).status).toBe(400);
  expect((await scene.get('/healthz')).status).toBe(200);
});

test('[case 86] 2 MB: 413; a slow body has a time limit; compressed bodies are not unpacked', async () => {
  expect((await api('/requests', JSON.stringify({ use: 'x'.repeat(2_000_000) }))).status).toBe(413);
  expect((await scene.post('/console/sign-in', `email=${'x'.repeat(300_000)}`)).status).toBe(413);
  expect(scene.app.server.requestTimeout).toBe(60_000);
  const response = await api('/requests', 'x', { 'content-encoding': 'gzip' });
  expect(response.status).toBe(400);
});

test('[case 20] [case 21] tokens appear in no log line and no error', async () => {
  const mailed = await anyLink();
  const { token } = mailed;
  scene.log.length = 0;
  const long = token.repeat(3);
  const answers = [
    await scene.get(mailed.path),
    await scene.decide(mailed, 'approve', { code: 'AAAAAA' }),
    await scene.get(`/decision/${long}`),
    await scene.get(`/decision/${token}/`),
    await scene.get(`/decision/${token}%zz`),
    await scene.get(`/else/${token}?link=${token}`),
    await scene.post(`/pickup/${token}`, {}),
    await scene.get(`/api/v1/requests/${long}`),
  ];
  expect(answers[2]!.status).toBe(414);
  for (const answer of answers.slice(2)) expect(await answer.text()).not.toContain(token.slice(0, 20));
  const log = scene.log.join('');
  expect(log).toContain('/decision/~');
  expect(log).not.toContain(token.slice(0, 20));
  expect(log).not.toContain(mailed.code);
});

test('[case 21] 101 characters in the path: 414 without the address', async () => {
  const response = await scene.get(`/decision/${'x'.repeat(101)}`);
  expect(response.status).toBe(414);
  expect(await response.text()).not.toContain('xxxxx');
});

async function where(next: string) {
  const response = await scene.post('/console/sign-in', { email: staff.email, password, next });
  return response.headers.get('location');
}

test('[case 22] signing in leads to our own pages only', async () => {
  for (const next of [
    '//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\\evil',
    '/console/../x',
    '/console\n//x',
  ]) {
    expect(await where(next)).toBe('/console');
  }
  expect(await where('/console/requests/new')).toBe('/console/requests/new');
});

test('[case 23] no address comes from the Host header', async () => {
  const forged = await new Promise<string>((resolve) => {
    const { hostname, port } = new URL(scene.url);
    let text = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        'GET /console HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n',
      ),
    );
    socket.on('data', (chunk) => (text += chunk.toString())).on('end', () => resolve(text));
  });
  expect(forged).toMatch(/^HTTP\/1.1 303/);
  expect(forged).not.toContain('evil');
});

test('[case 89] link pages and sign-in are limited by address, whatever X-Forwarded-For says', async () => {
  const limited = await openWebScene({ linkVisitsPerMinute: 5, signInsPerMinute: 3 });
  try {
    const visits = [];
    for (let at = 0; at < 7; at++) {
      visits.push((await limited.get(`/decision/x${at}`, { 'x-forwarded-for': `10.0.0.${at}` })).status);
    }
    expect(visits).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const tries = [];
    for (let at = 0; at < 5; at++) {
      tries.push(
        await limited.post(
          '/console/sign-in',
          { email: staff.email, password: 'x' },
          { 'x-forwarded-for': `10.0.1.${at}` },
        ),
      );
    }
    expect(tries.map(({ status }) => status)).toEqual([422, 422, 422, 429, 429]);
    expect(await tries[4]!.text()).toContain('Too many visits');
  } finally {
    await limited.close();
  }
});

test('over https: HSTS and a cookie that only this host can set', async () => {
  const secure = await openWebScene({ secureCookies: true, baseUrl: 'https://countersign.example' });
  try {
    const response = await secure.post('/console/sign-in', { email: staff.email, password });
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-countersign=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  } finally {
    await secure.close();
  }
});

test('when the store fails, people get a page with a way back and programs a problem, and neither learns why', async () => {
  await scene.sql('alter table developer rename to elsewhere');
  try {
    const session = await scene.signIn();
    const page = await fetch(`${scene.url}/console/requests/new`, { headers: { cookie: `countersign=${session}` } });
    const html = await page.text();
    expect(page.status).toBe(500);
    expect(html).toContain('Something failed here');
    expect(html).toContain('Back to the requests');
    const api = await fetch(`${scene.url}/api/v1/developers`, { headers: { authorization: `Bearer ${session}` } });
    const body = await api.text();
    expect(api.headers.get('content-type')).toContain('application/problem+json');
    for (const text of [html, body]) expect(text).not.toMatch(/developer"? does not exist|relation/);
    expect(scene.log.join('')).toContain('does not exist');
  } finally {
    await scene.sql('alter table elsewhere rename to developer');
  }
});
