import type { Page } from 'playwright-core';
import { inBrowser, judge, withPage as inPage } from '../support/browser';
import { changeAsked, granted, noted, termEndsIn, termsChanged } from '../support/web-grants';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const withPage = (work: (page: Page) => Promise<unknown>) => inPage(scene.url, work);

async function comeAs(page: Page, name: string, value: string): Promise<void> {
  await page.context().addCookies([{ name, value, url: scene.url }]);
}

/** A grant whose term is about to end, with a suspension and a transition behind it, and changed terms before it. */
async function longLived(): Promise<string> {
  const id = await granted(scene);
  await termEndsIn(scene, id, 20);
  const { grants } = scene.store;
  const staff = { by: 'Kim Sato', reason: 'A complaint about sold prices; <b>settled</b> by a call.' };
  for (const kind of ['suspend', 'reinstate', 'leave', 'stay'] as const) await grants.order(id, { ...staff, kind });
  await scene.sql(`update credential set issued_at = clock_now() - interval '399 days'`);
  await noted(scene, id, termsChanged('2026-02', 'a'.repeat(64)), 'Harbor Coast MLS has changed the terms.');
  return id;
}

inBrowser('grants in the console, from 320 px up, light and dark', async () => {
  await withPage(async (page) => {
    await comeAs(page, 'countersign', await scene.signIn());
    await page.goto('/console/grants');
    await judge(page, '110-grants-empty');
    const id = await longLived();
    await page.goto('/console/grants');
    await judge(page, '111-grants');
    await page.click('.row-main');
    await judge(page, '112-grant');
    await page.click('text=Revoke it');
    await page.click('text=Replace the key');
    await judge(page, '113-grant-orders');
    await page.click('button:has-text("Revoke it")');
    await page.goto(`/console/grants/${id}/amendment`);
    await page.fill('#product-name', 'Foxglove Finder');
    await page.check('#termsAccepted');
    await page.click('section.card button[type=submit]');
    await judge(page, '114-grant-change-confirm');
    await page.click('#confirm button');
    await judge(page, '115-grant-change-request');
    await page.goto(`/console/grants/${id}`);
    await judge(page, '116-grant-asked');
  });
});

inBrowser("a developer's grant, from 320 px up, light and dark", async () => {
  const id = await longLived();
  await withPage(async (page) => {
    await comeAs(page, 'countersign-developer', await scene.developerSession('dana-fox'));
    await page.goto('/account');
    await judge(page, '117-own-account');
    await page.goto(`/account/grants/${id}`);
    await page.click('text=Replace my key');
    await judge(page, '118-own-grant');
    await page.click('button:has-text("Accept the terms")');
    await judge(page, '119-own-terms-errors');
    await page.click('a.button:has-text("Renew")');
    await judge(page, '120-renewal');
    await page.fill('#use', 'short');
    await page.click('section.card button[type=submit]');
    await judge(page, '121-renewal-errors');
    await scene.store.grants.order(id, { kind: 'suspend', by: 'Kim Sato', reason: 'A complaint.' });
    await page.goto(`/account/grants/${id}`);
    await judge(page, '122-own-suspended');
    await scene.store.grants.order(id, { kind: 'revoke', by: 'Kim Sato', reason: 'Misuse.' });
    await page.goto(`/account/grants/${id}`);
    await judge(page, '123-own-revoked');
  });
});

inBrowser('a change before those who decide, from 320 px up, light and dark', async () => {
  const id = await granted(scene);
  const product = { name: 'Foxglove Finder', url: null };
  const use = 'A public search site with a map.\nIt shows current listings with attribution.';
  const changeId = await changeAsked(scene, id, { kind: 'amendment', product, use });
  const mailed = await scene.ask(changeId, 'mls', 'ann-lee');
  await withPage(async (page) => {
    await page.goto(mailed.path);
    await judge(page, '124-change-decision');
    await page.click('text=Everything that is granted then');
    await judge(page, '125-change-decision-all');
    await page.goto((await scene.statusLink(changeId)).path);
    await judge(page, '126-change-status');
    await comeAs(page, 'countersign', await scene.signIn());
    await page.goto(`/console/requests/${changeId}`);
    await judge(page, '127-change-console');
    await comeAs(page, 'countersign-developer', await scene.developerSession('dana-fox'));
    await page.goto(`/account/grants/${id}`);
    await page.click('summary:has-text("Withdraw the change")');
    await judge(page, '127-own-change');
  });
});

inBrowser('a renewal goes by keyboard alone', async () => {
  const id = await granted(scene);
  await termEndsIn(scene, id, 20);
  await withPage(async (page) => {
    await comeAs(page, 'countersign-developer', await scene.developerSession('dana-fox'));
    await page.goto(`/account/grants/${id}/renewal`);
    await page.focus('#termsAccepted');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/account\/requests\//);
    expect(await page.textContent('h1')).toContain('Harbor Coast MLS');
  });
});
