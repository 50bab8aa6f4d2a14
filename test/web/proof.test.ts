import { newcomer, register, reviewed, sendCode } from '../support/web-developers';
import { type Mailed, openWebScene, type WebScene } from '../support/web-scene';
import { fingerprint } from '../../secrets/token';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const provenAt = async () => (await scene.store.developers.byEmail(newcomer.email))!.provenAt;
const page = async ({ path }: Mailed) => {
  const response = await scene.get(path);
  return { status: response.status, html: await response.text() };
};
const mailAgain = ({ path, token }: Mailed) => scene.post(`${path}/letter`, { link: fingerprint(token) });

test('the link shows whose address it is; the code proves it, and the page says what comes next', async () => {
  const { id } = await register(scene);
  const mailed = await scene.proofLink(id);
  const { html } = await page(mailed);
  expect(html).toContain(newcomer.email);
  expect(html).toContain('This is my address');
  expect(html).not.toContain(mailed.code);

  scene.told.length = 0;
  const response = await sendCode(scene, mailed);
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('within 3 business days')]);
  expect(response.headers.get('clear-site-data')).toBe('"cache"');
  expect(await provenAt()).not.toBeNull();
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
});

test('[case 7] [case 8] looking changes nothing, however often and by whatever method', async () => {
  const mailed = await scene.proofLink((await register(scene)).id);
  const before = await scene.dump();
  for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'GET']) await fetch(scene.url + mailed.path, { method });
  expect(await scene.dump()).toBe(before);
});

test('proven already is fine: the page says where the registration stands, the button proves nothing twice', async () => {
  const { id } = await register(scene);
  const mailed = await scene.proofLink(id);
  await sendCode(scene, mailed);
  scene.told.length = 0;
  expect((await page(mailed)).html).toContain('Your address is confirmed');
  expect(await (await sendCode(scene, mailed)).text()).toContain('Your address is confirmed');
  expect(scene.told).toEqual([]);
  expect(await (await mailAgain(mailed)).text()).toContain('Nothing more to send');
});

test.each([
  ['approve', 'Your registration is activated', '/sign-in'],
  ['deny', 'Say more about who will see the data.', '/register'],
] as const)('once the answer is %s the link tells it', async (verdict, words, way) => {
  const { id } = await reviewed(scene, verdict);
  const { status, html } = await page(await scene.proofLink(id));
  expect([status, html]).toEqual([200, expect.stringContaining(words)]);
  expect(html).toContain(`href="${way}"`);
});

test('a registration that ended before the address was proven: the link leads to a new one', async () => {
  const { id } = await register(scene);
  const mailed = await scene.proofLink(id);
  await scene.store.requests.withdraw(id, 'Countersign', 'The address was not confirmed within seven days.');
  const { html } = await page(mailed);
  expect(html).toContain('not confirmed within seven days');
  expect(html).toContain('href="/register"');
});

test('a wrong code is counted; one that is none is not', async () => {
  const mailed = await scene.proofLink((await register(scene)).id);
  const none = await sendCode(scene, mailed, 'abc');
  expect([none.status, await none.text()]).toEqual([422, expect.stringContaining('The code is missing')]);
  const wrong = await sendCode(scene, mailed, 'AAAAAA');
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('4 tries are left')]);
  for (let time = 0; time < 4; time++) await sendCode(scene, mailed, 'AAAAAA');
  const locked = await sendCode(scene, mailed);
  expect([locked.status, await provenAt()]).toEqual([403, null]);
});

test.each([
  ['expired', `update link set deadline = now() - interval '1 second'`, 410],
  ['locked', `update link set closed_at = now(), closed_because = 'locked'`, 403],
  ['replaced', `update link set closed_at = now(), closed_because = 'renewed'`, 410],
])('a link that is %s has a button for a new mail', async (_, change, expected) => {
  const mailed = await scene.proofLink((await register(scene)).id);
  await scene.sql(change);
  const { status, html } = await page(mailed);
  expect([status, html]).toEqual([expected, expect.stringContaining(`action="${mailed.path}/letter"`)]);
  scene.told.length = 0;
  expect(await (await mailAgain(mailed)).text()).toContain('A new mail is on its way');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
});

test('a form of one link is not taken by another; an unknown link is nothing', async () => {
  const one = await scene.proofLink((await register(scene)).id);
  const { id } = await register(scene, { email: 'other@okoro-maps.example' });
  const other = await scene.proofLink(id);
  expect((await scene.post(one.path, { link: fingerprint(other.token), code: one.code })).status).toBe(403);
  expect((await scene.get(`/proof/${'a'.repeat(43)}`)).status).toBe(404);
  expect((await scene.get(other.path.replace('/proof/', '/decision/'))).status).toBe(404);
  expect(await provenAt()).toBeNull();
});
