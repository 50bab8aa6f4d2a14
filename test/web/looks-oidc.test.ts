import type { Page } from 'playwright-core';
import type { MadeKey } from '../../issuer/port';
import { inBrowser, judge, typeCode, withPage as inPage } from '../support/browser';
import { oidcSpec, openOidcScene, type OidcScene } from '../support/oidc-scene';

let scene: OidcScene;
let made: MadeKey;
beforeAll(async () => {
  scene = await openOidcScene();
  made = await scene.issuer.issue('r1:1', { ...oidcSpec, redirectUri: `${scene.url}/demo-app/callback` });
});
afterAll(() => scene.close());

const withPage = (work: (page: Page) => Promise<unknown>, options: object = {}) => inPage(scene.url, work, options);

async function begin(page: Page, { clientId, secret } = made): Promise<void> {
  await page.goto('/demo-app');
  await page.fill('#client_id', clientId!);
  await page.fill('#client_secret', secret);
  await page.click('text=Sign in as an agent');
}

async function signIn(page: Page): Promise<void> {
  await page.fill('#user', 'jdoe');
  await page.fill('#password', 'summit demo agent');
  await page.click('main button[type=submit]');
}

inBrowser(
  'an agent signs in, allows it, the app reads listings in their name, and signs out: from 320 px up, light and dark',
  async () => {
    await withPage(async (page) => {
      await page.goto('/demo-app');
      await judge(page, '80-demo-app');
      await page.fill('#client_id', made.clientId!);
      await page.fill('#client_secret', made.secret);
      await page.click('text=Sign in as an agent');
      await page.click('text=Agents of the demo data');
      await judge(page, '81-oidc-login');
      await page.fill('#user', 'mvale');
      await page.fill('#password', 'harbor demo agent');
      await page.click('main button[type=submit]');
      await judge(page, '82-oidc-login-other-mls');
      await signIn(page);
      await judge(page, '83-oidc-consent');
      await page.click('text=Allow');
      expect(page.url()).toBe(`${scene.url}/demo-app`);
      await judge(page, '84-demo-app-seen');
      const seen = await page.innerText('main');
      for (const words of ['Jordan Doe', 'CO-471-0098', 'FlexmlsMemberType', 'Active']) expect(seen).toContain(words);
      await page.click('main button[type=submit]');
      await judge(page, '85-oidc-sign-out');
      await page.click('main button[value=yes]');
      await judge(page, '86-oidc-signed-out');
      await begin(page);
      expect(await page.innerText('h1')).toBe('Sign in to Ridge Desk');
      expect(scene.log.join('')).not.toContain(made.secret);
    });
  },
);

inBrowser(
  'what goes wrong is said on pages that fit: no consent, a wrong secret, a client that is disabled',
  async () => {
    await withPage(async (page) => {
      await begin(page);
      await signIn(page);
      await page.click('text=Do not allow');
      await judge(page, '87-demo-app-refused');
      expect(await page.innerText('main')).toContain('access_denied');

      await begin(page, { ...made, secret: 'wrong' });
      await page.click('text=Allow');
      expect(await page.innerText('main')).toContain('does not take this client id and secret');

      await scene.issuer.disable(made.keyId);
      await begin(page);
      await judge(page, '88-oidc-error');
      await scene.issuer.enable(made.keyId);
      await page.goto('/oidc/interaction/over');
      await judge(page, '89-oidc-over');
    });
  },
);

inBrowser(
  'a product on another site gets its agent back: the policy of the page lets the form lead there, and nowhere else',
  async () => {
    // Another origin, as browsers see it.
    const elsewhere = scene.url.replace('127.0.0.1', 'localhost');
    const other = await scene.issuer.issue('r2:1', { ...oidcSpec, redirectUri: `${elsewhere}/demo-app/callback` });
    await withPage(async (page) => {
      const parameters = new URLSearchParams({
        client_id: other.clientId!,
        redirect_uri: `${elsewhere}/demo-app/callback`,
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'A'.repeat(43),
        code_challenge_method: 'S256',
      });
      await page.goto(`/oidc/auth?${parameters.toString()}`);
      await signIn(page);
      await page.click('text=Allow');
      await page.waitForURL(`${elsewhere}/demo-app/callback?*`);
    });
  },
);

inBrowser('the pickup page of a client, from 320 px up, light and dark', async () => {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const secret = 'Zk3vQ9yT1bN8wLr5'.repeat(5);
  const mailed = await scene.issue(id, secret, {
    issuer: 'oidc',
    clientId: 't74EIGlOIFDS64m1kv0HKMP5iwk1L4dOuWIbwRahCUM',
    redirectUri: `${scene.url}/demo-app/callback`,
  });
  await withPage(async (page) => {
    await page.goto(mailed.path);
    await typeCode(page, mailed);
    await page.click('main form button[type=submit]');
    await page.click('text=The same as JSON');
    await judge(page, '90-picked-up-client');
  });
});

inBrowser('by keyboard alone, without scripts', async () => {
  await withPage(
    async (page) => {
      await begin(page);
      await page.focus('#user');
      await page.keyboard.type('jdoe');
      await page.keyboard.press('Tab');
      await page.keyboard.type('summit demo agent');
      await page.keyboard.press('Enter');
      await page.focus('button[value=yes]');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/demo-app');
      expect(await page.innerText('main')).toContain('An agent has signed in');
    },
    { javaScriptEnabled: false },
  );
});
