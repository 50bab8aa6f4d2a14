import { createBrowser } from '../../demo/browser';
import type { KeySpec } from '../../domain/credential';
import { jordan } from '../support/oidc-product';
import { oidcSpec, openOidcScene, type OidcScene } from '../support/oidc-scene';

let scene: OidcScene;
let spec: KeySpec;
beforeAll(async () => {
  scene = await openOidcScene();
  spec = { ...oidcSpec, redirectUri: `${scene.url}/demo-app/callback` };
});
afterAll(() => scene.close());

/** An agent on the way from the app to the provider. */
async function begun() {
  const browser = createBrowser();
  const { clientId, secret } = await scene.issuer.issue('r1:1', spec);
  const form = await browser.open(`${scene.url}/demo-app`);
  const login = await browser.send(form, { client_id: clientId!, client_secret: secret });
  return { browser, login, secret };
}

test('the app shows what it got, to the browser that signed in and to no other', async () => {
  const { browser, login, secret } = await begun();
  const seen = await browser.send(await browser.send(login, jordan), { answer: 'yes' });
  expect(seen.text).toContain('CO-471-0098');
  expect(seen.text).not.toContain(secret);
  expect((await createBrowser().open(`${scene.url}/demo-app`)).text).not.toContain('CO-471-0098');
  expect(scene.log.join('')).not.toContain(secret);
});

test.each([
  ['another state', { state: 'planted' }],
  ['another provider’s answer', { iss: 'https://evil.example' }],
])('[case 93] whoever comes back with %s is not signed in', async (_name, changed) => {
  const { clientId, secret } = await scene.issuer.issue('r1:1', spec);
  const sent = await scene.post('/demo-app/sign-in', { client_id: clientId!, client_secret: secret });
  const state = new URL(sent.headers.get('location')!).searchParams.get('state')!;
  const [cookie] = sent.headers.getSetCookie()[0]!.split(';', 1);
  const query = new URLSearchParams({ code: 'planted', state, iss: scene.issuerUrl, ...changed });
  const answer = await scene.get(`/demo-app/callback?${query.toString()}`, { cookie: cookie! });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('What came back was not taken');
});

test('nothing was begun in this browser: the way back leads nowhere', async () => {
  const page = await createBrowser().open(`${scene.url}/demo-app/callback?code=planted`);
  expect(page.status).toBe(422);
  expect(page.text).toContain('knows nothing of that sign-in');
});

test('what is missing is said, and no visit is begun', async () => {
  const page = await createBrowser().send(await createBrowser().open(`${scene.url}/demo-app`), {
    client_id: 'c1',
    client_secret: '',
  });
  expect(page.status).toBe(422);
  expect(page.text).toContain('Both are needed');
});
