import type { Page } from 'playwright-core';
import { inBrowser, judge, withPage as inPage } from '../support/browser';
import { filledContact } from '../support/web-contact';
import { cookieOf } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

/** The form that asks an MLS directly, in a real browser: two widths, judged by axe, and by keyboard without JavaScript. */
let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

async function as(cookie: string, work: (page: Page) => Promise<unknown>, options?: object): Promise<void> {
  const [name, value] = cookie.split('=') as [string, string];
  await inPage(
    scene.url,
    async (page) => {
      await page.context().addCookies([{ name, value, url: scene.url }]);
      await work(page);
    },
    options,
  );
}

const asDana = async (work: (page: Page) => Promise<unknown>, options?: object) =>
  as((await cookieOf(scene, 'dana-fox')).cookie, work, options);

/** Types into every field that shows and is not filled in. */
async function fill(page: Page): Promise<void> {
  for (const [name, text] of Object.entries(filledContact)) {
    const field = page.locator(`input[type=text][name="${name}"], textarea[name="${name}"]`);
    if ((await field.count()) > 0 && (await field.isVisible())) await field.fill(text);
  }
}

inBrowser('from the guide to the request with the keyboard alone, without JavaScript', async () => {
  await asDana(
    async (page) => {
      await page.goto('/choose?signIn=yes&audience=members');
      await page.focus('text=Ask an MLS directly');
      await page.keyboard.press('Enter');
      await page.waitForSelector('h1:has-text("Ask an MLS directly")');
      expect(await page.isChecked('[name=keyKind][value=oidc]')).toBe(true);
      await page.focus('#mlsId');
      await page.keyboard.type('Cedar');
      for (const key of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
      // The key holder is hidden: after kind of key and role comes the broker or agent, who is not needed here.
      expect(await page.evaluate('document.activeElement.id')).toBe('statement-agent');
      await fill(page);
      await page.fill('#statement-redirectUri', 'https://desk.foxglove.example/in');
      await page.focus('#termsAccepted');
      for (const key of ['Space', 'Enter']) await page.keyboard.press(key);
      await page.waitForURL(/\/account\/requests\//);
    },
    { javaScriptEnabled: false },
  );
  const [file] = await scene.store.requests.list({ developerId: 'dana-fox', limit: 1, offset: 0 });
  expect(file!.request.ask).toMatchObject({ mls: { id: 'cedar-valley' }, plan: { keyKind: 'oidc', role: 'private' } });
});

inBrowser('what one kind of key does not need is not shown', async () => {
  await asDana(async (page) => {
    await page.goto('/contact');
    const shown = () =>
      Promise.all(
        ['[value=member]', '#keyHolder-flexmlsUser', '#statement-redirectUri'].map((it) => page.isVisible(it)),
      );
    expect(await shown()).toEqual([true, true, false]);
    await page.check('[value=oidc]');
    expect(await shown()).toEqual([false, false, true]);
    await page.check('[value=bearer]');
    await page.check('[value=generic-agent]');
    expect(await shown()).toEqual([true, false, false]);
  });
});

inBrowser("the developer's form, from 320 px up, light and dark", async () => {
  await asDana(async (page) => {
    await page.goto('/contact?mls=cedar-valley');
    await judge(page, '60-contact');
    await page.click('main button[type=submit]');
    await judge(page, '61-contact-errors');
    await page.check('[value=oidc]');
    await page.check('[value=private]');
    await judge(page, '62-contact-oidc');
  });
});

inBrowser('the form of staff and the way to it, from 320 px up, light and dark', async () => {
  await as(`countersign=${await scene.signIn()}`, async (page) => {
    await page.goto('/console');
    await judge(page, '63-console');
    await page.click('text=Ask an MLS directly');
    await judge(page, '64-contact-staff');
    await page.goto('/console/requests/new');
    await judge(page, '65-new-request');
  });
});
