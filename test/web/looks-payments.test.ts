import type { Page } from 'playwright-core';
import { inBrowser, judge, withPage } from '../support/browser';
import { cards, openStripe, type StripeScene } from '../support/stripe-scene';
import { cookieOf } from '../support/web-developers';
import { askedDeveloper } from '../support/web-answers';
import { openWebScene, type WebScene } from '../support/web-scene';

/** What is paid for, in a real browser: two widths, light and dark, judged by axe, and by keyboard without JavaScript. */
let stripe: StripeScene;
let scene: WebScene;
beforeAll(async () => {
  stripe = await openStripe();
  scene = await openWebScene({ baseUrl: stripe.url }, stripe.payments);
});
afterAll(async () => {
  await scene.close();
  await stripe.close();
});
beforeEach(() => scene.clear());

const use = 'A public search site that shows current listings with the required attribution.';

async function asDana(work: (page: Page) => Promise<unknown>, options?: object): Promise<void> {
  const [name, value] = (await cookieOf(scene, 'dana-fox')).cookie.split('=') as [string, string];
  await withPage(
    scene.url,
    async (page) => {
      await page.context().addCookies([{ name, value, url: scene.url }]);
      await work(page);
    },
    options,
  );
}

inBrowser('the card, from 320 px up, light and dark', async () => {
  await asDana(async (page) => {
    await page.goto('/account/card');
    await judge(page, '80-card-none');
    await page.click('text=Enter a card');
    await judge(page, '81-card-page-opened');
    await page.goto('/account/card');
    await judge(page, '82-card-unfinished');
    await stripe.enter(scene.store, 'dana-fox', cards.good);
    await page.goto('/account/card');
    await judge(page, '83-card-entered');
    await page.click('text=Use this card');
    await page.waitForSelector('text=saved on');
    await judge(page, '84-card-in-use');
    await scene.request(undefined, { toPay: true });
    await page.click('text=Remove it');
    await judge(page, '85-card-needed');
    await stripe.enter(scene.store, 'dana-fox', cards.asksHolder);
    await page.goto('/account/card?draft=0b0e8a3c-5a43-4d1c-9a5e-1d2f3a4b5c6d');
    await judge(page, '86-card-another');
  });
});

inBrowser('an enrolment that costs money, from 320 px up, light and dark', async () => {
  await asDana(async (page) => {
    await page.goto('/enrolments/new?plan=harbor-coast-idx');
    await judge(page, '87-enrolment-without-card');
    await page.check('[value=member]');
    await page.fill('[name="user.harbor-coast-idx"]', 'jdoe');
    await page.check('[name="accept.harbor-coast-idx"]');
    await page.fill('#productName', 'Foxglove Search');
    await page.fill('#use', use);
    await page.click('[value=purchase]');
    await page.waitForSelector('#payment-error');
    await judge(page, '88-enrolment-card-missing');
    await page.click('.errors a');
    expect(await page.evaluate('document.activeElement.id')).toBe('payment');
    await page.click('[value=card]');
    await page.waitForURL('**/account/card?draft=*');
    await judge(page, '89-card-for-enrolment');
    await stripe.enter(scene.store, 'dana-fox', cards.good);
    await page.reload();
    await page.click('text=Use this card');
    await page.waitForSelector('text=Paid with');
    await judge(page, '90-enrolment-with-card');
    await page.click('[value=purchase]');
    await page.waitForSelector('text=Your application is on its way');
    await judge(page, '91-enrolled');
    await page.click('main a[href^="/account/requests/"]');
    await judge(page, '92-request-promised');
    await page.goto('/account');
    await judge(page, '93-account');
    await page.goto('/datamart');
    await judge(page, '94-datamart-signed-in');
  });
});

inBrowser('a proposal that needs a card, from 320 px up, light and dark', async () => {
  const { mailed } = await askedDeveloper(scene, 'propose');
  await withPage(scene.url, async (page) => {
    await page.goto(mailed.path);
    await judge(page, '95-proposal-needs-card');
  });
});

inBrowser('a card is entered and used with the keyboard alone, without JavaScript', async () => {
  await asDana(
    async (page) => {
      await page.goto('/account');
      await page.focus('text=Enter a card');
      await page.keyboard.press('Enter');
      await page.waitForSelector('h1:has-text("Your card")');
      await page.focus('button:has-text("Enter a card")');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Go to the page for the card');
      await page.focus('text=Go to the page for the card');
      await page.keyboard.press('Enter');
      await page.waitForSelector('input[name=number]');
      await page.focus('input[name=number]');
      await page.keyboard.type(cards.good);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/account/card');
      expect(new URL(page.url()).origin).toBe(stripe.url);
      await page.goto('/account/card');
      await page.focus('text=Use this card');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=saved on');
    },
    { javaScriptEnabled: false },
  );
  expect((await scene.store.payments.card('dana-fox'))?.label).toBe('Visa ending 4242');
});
