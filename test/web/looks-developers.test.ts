import type { Page } from 'playwright-core';
import { inBrowser, judge, typeCode, withPage as inPage } from '../support/browser';
import { newcomer, register, reviewed } from '../support/web-developers';
import { openWebScene, password, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const withPage = (work: (page: Page) => Promise<unknown>, options?: object) => inPage(scene.url, work, options);
const submit = (page: Page) => page.click('main form:has(.field) button[type=submit]');

async function signInAs(page: Page, developerId: string): Promise<void> {
  const value = await scene.developerSession(developerId);
  await page.context().addCookies([{ name: 'countersign-developer', value, url: scene.url }]);
}

inBrowser('from stranger to account, from 320 px up, light and dark', async () => {
  await withPage(async (page) => {
    await page.goto('/register');
    await judge(page, '50-register');
    await page.fill('#email', 'nia@mailinator.com');
    await submit(page);
    await judge(page, '51-register-errors');
    for (const [id, text] of Object.entries(newcomer)) await page.fill(`#${id}`, text);
    await submit(page);
    await judge(page, '52-look-at-your-mail');
    const { id } = (await scene.store.requests.list({ kind: 'registration', limit: 1, offset: 0 }))[0]!.request;
    const proof = await scene.proofLink(id);
    await page.goto(proof.path);
    await judge(page, '53-proof');
    await submit(page);
    await judge(page, '54-proof-errors');
    await typeCode(page, proof);
    await submit(page);
    await judge(page, '55-proven');
    const other = await scene.proofLink((await register(scene, { email: 'other@okoro-maps.example' })).id);
    await scene.sql(`update link set closed_at = now(), closed_because = 'renewed'`);
    await page.goto(other.path);
    await judge(page, '56-proof-trouble');
    await page.goto('/sign-in');
    await judge(page, '57-sign-in');
  });
});

inBrowser('what is a developer’s own, from 320 px up, light and dark', async () => {
  const { id, developerId } = await register(scene);
  await withPage(async (page) => {
    await signInAs(page, developerId);
    await page.goto('/account');
    await judge(page, '60-account-waiting');
  });
  const rejected = await reviewed(scene, 'deny', { email: 'rejected@okoro-maps.example' });
  const fresh = await reviewed(scene, 'approve', { email: 'fresh@okoro-maps.example' });
  const link = await scene.signInLink(fresh.id);
  await withPage(async (page) => {
    await signInAs(page, rejected.developerId);
    await page.goto('/account');
    await judge(page, '61-account-rejected');
    await page.goto(link.path);
    await judge(page, '62-sign-in-code');
    await typeCode(page, link);
    await submit(page);
    await page.waitForURL('**/account');
    await judge(page, '63-account-empty');
  });

  await scene.ask(await scene.request('blue-mesa-idx'), 'committee', 'otto-kline');
  const done = await scene.request();
  await scene.decide(await scene.ask(done, 'mls', 'ann-lee'));
  await scene.issue(done);
  await scene.store.drafts.save({ id: 'd1', developerId: 'dana-fox', form: { productName: 'Foxglove Alerts' } });
  await withPage(async (page) => {
    await signInAs(page, 'dana-fox');
    await page.goto('/account');
    await judge(page, '64-account');
    await page.fill('#website', 'foxglove');
    await submit(page);
    await judge(page, '65-account-errors');
    await page.goto(`/account/requests/${done}`);
    await judge(page, '66-account-request');
    await page.goto((await scene.statusLink(id)).path);
    await judge(page, '67-status-registration');
  });
});

inBrowser('the review of registrations, from 320 px up, light and dark', async () => {
  await reviewed(scene, 'deny');
  const { id } = await register(scene);
  await scene.ask(id, 'review', 'review-desk');
  const tasks = [{ stepId: 'review', note: 'Nobody answers "Review of the registration".' }];
  await scene.store.letters.write({ requestId: id, key: 'late', letters: [], tasks });
  const early = await register(scene, { email: 'other@okoro-maps.example' });
  await scene.ask(early.id, 'review', 'review-desk');
  await withPage(async (page) => {
    await page.goto('/console/sign-in');
    await page.fill('#email', staff.email);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    await page.goto('/console?state=registrations');
    await judge(page, '70-registrations');
    await page.goto(`/console/requests/${id}`);
    await judge(page, '71-review');
  });
});

inBrowser('a stranger registers with the keyboard alone, without JavaScript', async () => {
  await withPage(
    async (page) => {
      await page.goto('/register');
      await page.focus('#name');
      for (const field of ['name', 'company', 'email', 'website', 'use'] as const) {
        await page.keyboard.type(newcomer[field]);
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Look at your mail');
    },
    { javaScriptEnabled: false },
  );
  expect(await scene.store.developers.byEmail(newcomer.email)).toBeDefined();
});
