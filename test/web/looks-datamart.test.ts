import type { Page } from 'playwright-core';
import { inBrowser, judge, withPage as inPage } from '../support/browser';
import { cookieOf } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

/** From the first look to a request, in a real browser: two widths, judged by axe, and by keyboard without JavaScript. */
let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const use = 'A public search site that shows current listings with the required attribution.';

async function asDana(work: (page: Page) => Promise<unknown>, options?: object): Promise<void> {
  const [name, value] = (await cookieOf(scene, 'dana-fox')).cookie.split('=') as [string, string];
  await inPage(
    scene.url,
    async (page) => {
      await page.context().addCookies([{ name, value, url: scene.url }]);
      await work(page);
    },
    options,
  );
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

inBrowser('from the first question to the request with the keyboard alone, without JavaScript', async () => {
  await asDana(
    async (page) => {
      await page.goto('/choose');
      await page.focus('#signIn');
      await press(page, 'Space', 'Enter');
      await page.waitForSelector('text=Who sees the data?');
      await page.focus('#audience');
      await press(page, 'Space', 'Enter');
      await page.waitForSelector('text=Show the data plans that fit');
      await page.focus('text=Show the data plans that fit');
      await press(page, 'Enter');
      await page.waitForSelector('h1:has-text("Datamart")');
      await page.focus('#text');
      await page.keyboard.type('harbor');
      await press(page, 'Enter');
      await page.waitForSelector('text=1 MLS');
      await page.focus('text=Harbor Coast MLS');
      await press(page, 'Enter');
      await page.waitForSelector('text=Side by side');
      await page.focus('a[href*="harbor-coast-idx"]');
      await press(page, 'Enter');
      await page.waitForSelector('text=Whom the key is for');
      await page.focus('[value=member]');
      await press(page, 'Space', 'Tab');
      await page.keyboard.type('jdoe');
      await press(page, 'Tab', 'Tab', 'Space', 'Tab');
      await page.keyboard.type('Foxglove Search');
      await press(page, 'Tab', 'Tab');
      await page.keyboard.type(use);
      await page.focus('[value=purchase]');
      await press(page, 'Enter');
      await page.waitForSelector('text=Your application is on its way');
    },
    { javaScriptEnabled: false },
  );
  const [file] = await scene.store.requests.list({ developerId: 'dana-fox', limit: 1, offset: 0 });
  expect(file!.request.ask).toMatchObject({ keyHolder: { flexmlsUser: 'jdoe' }, use });
});

inBrowser('Enter in a text field saves the draft and sends nothing', async () => {
  await asDana(async (page) => {
    await page.goto('/enrolments/new?plan=harbor-coast-idx');
    await page.fill('#productName', 'Half a name');
    await page.press('#productName', 'Enter');
    await page.waitForSelector('text=Your draft is saved.');
    expect(await page.inputValue('#productName')).toBe('Half a name');
  });
  expect(await scene.store.requests.list({ developerId: 'dana-fox', limit: 1, offset: 0 })).toEqual([]);
});

inBrowser('the pages for everybody, from 320 px up, light and dark', async () => {
  await inPage(scene.url, async (page) => {
    for (const [path, name] of [
      ['/choose', '40-choose'],
      ['/choose?asked=signIn', '41-choose-error'],
      ['/choose?signIn=no', '42-choose-second'],
      ['/choose?signIn=no&audience=own', '43-choose-plan'],
      ['/choose?signIn=yes&audience=members', '44-choose-direct'],
      ['/datamart', '45-datamart'],
      ['/datamart?text=nowhere', '46-datamart-empty'],
      ['/datamart/cedar-valley', '47-mls-without-plans'],
      ['/datamart/harbor-coast/compare', '49-compare'],
    ] as const) {
      await page.goto(path);
      await judge(page, name);
    }
    await page.goto('/datamart/prairie-lakes');
    await page.click('summary >> nth=0');
    await judge(page, '48-mls');
  });
});

inBrowser('an application, from 320 px up, light and dark', async () => {
  await asDana(async (page) => {
    await page.goto('/enrolments/new?plan=harbor-coast-idx');
    await judge(page, '50-enrolment');
    await page.click('[value=purchase]');
    await judge(page, '51-enrolment-errors');
    await page.check('[value=member]');
    await page.fill('[name="user.harbor-coast-idx"]', 'jdoe');
    await page.check('[name="accept.harbor-coast-idx"]');
    await page.fill('#productName', 'Foxglove Search');
    await page.fill('#use', use);
    await page.check('[name="also.summit-ridge-idx"]');
    await page.click('[value=find]');
    await judge(page, '52-enrolment-several');
    await page.check('[name="holder.summit-ridge-idx"][value=member]');
    await page.fill('[name="user.summit-ridge-idx"]', 'somebody');
    await page.check('[name="accept.summit-ridge-idx"]');
    await page.click('[value=purchase]');
    await judge(page, '53-enrolled');
    await page.goto('/enrolments/new?plan=harbor-coast-own');
    await judge(page, '54-own-data');
  });
});
