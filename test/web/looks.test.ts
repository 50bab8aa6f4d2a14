import type { Page } from 'playwright-core';
import { inBrowser, judge, typeCode, withPage as inPage } from '../support/browser';
import { inputOf, openWebScene, password, sampleBody, staff, type WebScene } from '../support/web-scene';

/** In a real browser: every page at two widths, judged by axe; and that the forms work without JavaScript. */
let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene({ mailboxUrl: 'http://127.0.0.1:7401', temporalUiUrl: 'http://127.0.0.1:8233' });
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const withPage = (work: (page: Page) => Promise<unknown>, options?: object) => inPage(scene.url, work, options);

async function signIn(page: Page): Promise<void> {
  await page.goto('/console/sign-in');
  await page.fill('#email', staff.email);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
}

inBrowser('[case 7] a browser that runs scripts changes nothing by looking', async () => {
  const mailed = await scene.ask(await scene.request(), 'mls', 'ann-lee');
  const before = await scene.dump();
  await withPage(async (page) => {
    for (let visit = 0; visit < 20; visit++) await page.goto(mailed.path);
  });
  expect(await scene.dump()).toBe(before);
});

inBrowser('an approver decides with the keyboard alone, without JavaScript', async () => {
  const id = await scene.request();
  const mailed = await scene.ask(id, 'mls', 'ann-lee');
  await withPage(
    async (page) => {
      await page.goto(mailed.path);
      await page.focus('#verdict');
      await page.keyboard.press('Space');
      for (const _ of ['conditions', 'other answers', 'reason', 'code']) await page.keyboard.press('Tab');
      await page.keyboard.type(mailed.code.toLowerCase());
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Thank you');
    },
    { javaScriptEnabled: false },
  );
  expect((await scene.store.requests.file(id))!.standing.state).toBe('approved');
});

inBrowser('an approver hands it on with the keyboard alone, without JavaScript', async () => {
  const id = await scene.request('blue-mesa-idx');
  const mailed = await scene.ask(id, 'committee', 'otto-kline');
  await withPage(
    async (page) => {
      await page.goto(mailed.path);
      await page.focus('.others summary');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      for (const key of ['Space', 'ArrowDown', 'ArrowDown', 'Tab', 'R']) await page.keyboard.press(key);
      await page.focus('#code');
      await page.keyboard.type(mailed.code);
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=handed it on to Rosa Quint');
    },
    { javaScriptEnabled: false },
  );
});

inBrowser('[case 19] no page asks a third party for anything', async () => {
  const mailed = await scene.ask(await scene.request(), 'mls', 'ann-lee');
  const hosts = new Set<string>();
  await withPage(async (page) => {
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    for (const path of ['/', mailed.path, '/console/sign-in']) await page.goto(path, { waitUntil: 'networkidle' });
  });
  expect([...hosts]).toEqual([scene.url]);
});

inBrowser('the pages behind mails, from 320 px up, light and dark', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const broker = await scene.ask(id, 'broker', 'tom-berg');
  const status = await scene.statusLink(id);
  await withPage(async (page) => {
    await page.goto('/');
    await judge(page, '01-welcome');
    await page.goto(broker.path);
    await judge(page, '02-decision');
    await page.check('input[value=deny]');
    await page.click('main button[type=submit]');
    await judge(page, '03-decision-errors');
    await page.goto(broker.path);
    await page.check('input[value=approve]');
    await typeCode(page, broker);
    await page.click('main button[type=submit]');
    await judge(page, '04-decided');
    const mls = await scene.ask(id, 'mls', 'mia-olson');
    await page.goto(status.path);
    await judge(page, '05-status');
    await scene.decide(mls);
    const pickup = await scene.issue(id);
    await page.goto(pickup.path);
    await judge(page, '06-pickup');
    await typeCode(page, pickup);
    await page.click('main button[type=submit]');
    await page.click('text=The same as JSON');
    await judge(page, '07-picked-up');
    await page.goto(pickup.path);
    await judge(page, '08-opened-before');
    const elsewhere = await scene.request();
    await scene.decide(await scene.ask(elsewhere, 'mls', 'ann-lee'));
    const by = { issuer: 'spark-api', clientId: 'c0ffee00c0ffee00c0ffee00c0ffee00' } as const;
    const client = await scene.issue(elsewhere, 'an-openid-connect-client-secret', by);
    await page.goto(client.path);
    await typeCode(page, client);
    await page.click('main button[type=submit]');
    await judge(page, '07b-picked-up-client');
    await page.goto('/decision/none');
    await judge(page, '09-not-found');
    const other = await scene.ask(await scene.request(), 'mls', 'ann-lee');
    await scene.sql(`update link set deadline = now() - interval '1 second'`);
    await page.goto(other.path);
    await judge(page, '10-expired');
    await page.goto('/console/sign-in');
    await judge(page, '11-sign-in');
  });
});

inBrowser('the console, from 320 px up, light and dark', async () => {
  await withPage(async (page) => {
    await signIn(page);
    await judge(page, '20-empty');
    await page.click('text=New request >> nth=0');
    await judge(page, '21-new-request');
    await page.goto('/console/developers/new');
    await judge(page, '26-new-developer');
    await page.goto('/console/requests/new');
    const { planId, developerId, use } = sampleBody('prairie-lakes-private');
    await page.selectOption('#planId', planId);
    await page.selectOption('#developerId', developerId);
    await page.click('main button[type=submit]');
    await judge(page, '22-new-request-errors');
    await page.check('input[value=member]');
    await page.fill('[name=flexmlsUser]', 'jdoe');
    await page.fill('[name=productName]', 'Foxglove Back Office');
    await page.fill('[name=use]', use);
    await page.check('[name=termsAccepted]');
    await page.click('main button[type=submit]');
    await page.waitForURL(/requests\/[\w-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await scene.decide(await scene.ask(id, 'broker', 'tom-berg'));
    await scene.ask(id, 'mls', 'mia-olson');
    await page.reload();
    await judge(page, '23-request');
    const done = await scene.request();
    await scene.decide(await scene.ask(done, 'mls', 'ann-lee'));
    await scene.issue(done);
    await page.goto(`/console/requests/${done}`);
    await judge(page, '24-request-with-key');
    await scene.decide(await scene.ask(await scene.request('summit-ridge-vow'), 'mls', 'eva-ruiz'), 'deny', {
      reason: 'The product shows sold prices to everyone.',
    });
    await page.goto('/console');
    await judge(page, '25-list');
    expect(inputOf(await page.content(), 'state')).toBeUndefined();
  });
});
