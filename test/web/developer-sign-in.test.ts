import { cookieOf, newcomer, register, reviewed, sendCode } from '../support/web-developers';
import { inputOf, type Mailed, openWebScene, type WebScene } from '../support/web-scene';
import { fingerprint } from '../../secrets/token';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const own = (response: Response) =>
  /countersign-developer=([\w-]{43})/.exec(response.headers.getSetCookie().join('; '))?.[1];
const asked = () => scene.told.filter(({ message }) => message.type === 'sign-in').length;

async function mailedLink(): Promise<Mailed> {
  return scene.signInLink((await reviewed(scene)).id);
}

test('the answer is the same for those who are registered, who wait, and who are not', async () => {
  await reviewed(scene);
  await register(scene, { email: 'waiting@okoro-maps.example' });
  scene.told.length = 0;
  const answers = [];
  for (const email of [newcomer.email, 'waiting@okoro-maps.example', 'nobody@okoro-maps.example']) {
    const response = await scene.post('/sign-in', { email, next: '/account' });
    answers.push([
      response.status,
      response.headers.getSetCookie(),
      (await response.text()).replaceAll(email, 'ADDRESS'),
    ]);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  expect([answers[0]![0], asked()]).toEqual([200, 1]);
});

test('an address that is none is named beside its field, and stays', async () => {
  const response = await scene.post('/sign-in', { email: 'nia@', next: '/datamart' });
  const html = await response.text();
  expect([response.status, inputOf(html, 'email'), inputOf(html, 'next')]).toEqual([422, 'nia@', '/datamart']);
  expect(html).toContain('id="email-error"');
});

test('link and code open a session under a flagged cookie, once', async () => {
  const mailed = await mailedLink();
  expect(await (await scene.get(mailed.path)).text()).toContain(newcomer.email);
  const response = await sendCode(scene, mailed);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/account']);
  const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith('countersign-developer='))!;
  expect(set).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  const html = await (await scene.get('/account', { cookie: `countersign-developer=${own(response)}` })).text();
  expect(html).toContain(newcomer.name);

  const again = await sendCode(scene, mailed);
  expect([again.status, own(again)]).toEqual([410, undefined]);
  expect((await scene.get(mailed.path)).status).toBe(410);
});

test('[case 92] served over https the cookie is Secure and bound to the host', async () => {
  const secure = await openWebScene({ secureCookies: true });
  try {
    const response = await sendCode(secure, await secure.signInLink((await register(secure)).id));
    expect(response.headers.getSetCookie().join('\n')).toMatch(/__Host-countersign-developer=.*; Secure/);
  } finally {
    await secure.close();
  }
});

test('[case 92] signing in gives a new id, ends the one the browser brought; signing out ends it on the server', async () => {
  const { id, developerId } = await reviewed(scene);
  const planted = await cookieOf(scene, developerId);
  const response = await sendCode(scene, await scene.signInLink(id), undefined, planted);
  const cookie = `countersign-developer=${own(response)}`;
  expect(cookie).not.toBe(planted.cookie);
  expect((await scene.get('/account', planted)).status).toBe(303);
  expect((await scene.get('/account', { cookie })).status).toBe(200);
  expect((await scene.post('/sign-out', {}, { cookie })).headers.get('location')).toBe('/sign-in');
  expect((await scene.get('/account', { cookie })).status).toBe(303);
});

test('a staff session is no developer session, nor the other way round', async () => {
  const { developerId } = await reviewed(scene);
  const staff = await scene.signIn();
  const developer = await scene.developerSession(developerId);
  expect((await scene.get('/account', { cookie: `countersign-developer=${staff}` })).status).toBe(303);
  expect((await scene.get('/console', { cookie: `countersign=${developer}` })).status).toBe(303);
  const api = await scene.get('/api/v1/requests', { authorization: `Bearer ${developer}` });
  expect(api.status).toBe(401);
});

test('[case 7] [case 8] looking at the link changes nothing and signs nobody in', async () => {
  const mailed = await mailedLink();
  const before = await scene.dump();
  for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'GET']) {
    const response = await fetch(scene.url + mailed.path, { method });
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(await scene.dump()).toBe(before);
});

test('wrong codes are counted and lock the link; nobody is signed in', async () => {
  const mailed = await mailedLink();
  const wrong = await sendCode(scene, mailed, 'AAAAAA');
  expect([wrong.status, own(wrong), await wrong.text()]).toEqual([422, undefined, expect.stringContaining('4 tries')]);
  for (let time = 0; time < 4; time++) await sendCode(scene, mailed, 'AAAAAA');
  const locked = await sendCode(scene, mailed);
  expect([locked.status, own(locked), await locked.text()]).toEqual([
    403,
    undefined,
    expect.stringContaining('/sign-in'),
  ]);
});

test('an expired link leads to a new mail', async () => {
  const mailed = await mailedLink();
  await scene.sql(`update link set deadline = now() - interval '1 second'`);
  for (const response of [await scene.get(mailed.path), await sendCode(scene, mailed)]) {
    expect([response.status, own(response), await response.text()]).toEqual([
      410,
      undefined,
      expect.stringContaining('Ask for a new mail'),
    ]);
  }
});

test('[case 17] forms from another site, and of another link, are refused', async () => {
  const mailed = await mailedLink();
  const foreign = { 'sec-fetch-site': 'cross-site' };
  for (const path of ['/sign-in', '/sign-out', '/account', mailed.path]) {
    const response = await scene.post(path, { link: fingerprint(mailed.token), code: mailed.code }, foreign);
    expect([path, response.status]).toEqual([path, 403]);
  }
  expect((await scene.post(mailed.path, { link: 'x', code: mailed.code })).status).toBe(403);
});

describe('[case 22] where signing in leads to', () => {
  test.each(['/account', '/account/requests/abc', '/datamart', '/datamart?state=Maine&role=idx', '/enrolments/a-1'])(
    '%s is kept from the page that was asked for to the one that is shown',
    async (next) => {
      const first = await scene.get(next);
      if (next.startsWith('/account')) {
        expect(first.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(next)}`);
      }
      const html = await (await scene.get(`/sign-in?next=${encodeURIComponent(next)}`)).text();
      const form = {
        email: newcomer.email,
        next: inputOf(html, 'next')!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
      };
      const kept = (await scene.post('/sign-in', form)).headers.getSetCookie()[0]!;
      expect(kept).toMatch(/^countersign-next=.*; HttpOnly/);
      const response = await sendCode(scene, await mailedLink(), undefined, { cookie: kept.split(';')[0]! });
      expect(response.headers.get('location')).toBe(next);
    },
  );

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/account@evil.example',
    '/console',
    '/accounts',
  ])('%s is not', async (next) => {
    const html = await (await scene.get(`/sign-in?next=${encodeURIComponent(next)}`)).text();
    expect(inputOf(html, 'next')).toBe('/account');
    const cookie = `countersign-next=${encodeURIComponent(next)}`;
    const response = await sendCode(scene, await mailedLink(), undefined, { cookie });
    expect(response.headers.get('location')).toBe('/account');
  });
});
