import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inBrowser, judge, withPage } from '../support/browser';
import { openWebScene, password, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());

const mlsId = 'harbor-coast';
const pictures = process.env['TEST_PICTURES'];

inBrowser('the roster of an MLS, from 320 px up, light and dark, and on paper', async () => {
  for (let count = 0; count < 3; count += 1) {
    const id = await scene.request();
    await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
    await scene.issue(id);
  }
  await withPage(scene.url, async (page) => {
    await page.goto('/console/sign-in');
    await page.fill('#email', staff.email);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    await page.goto(`/console/mlses/${mlsId}/roster`);
    await judge(page, '90-roster-none');
    await page.click('text=Make it as of now');
    await page.waitForURL(/rosters/);
    await judge(page, '91-roster');

    await page.emulateMedia({ media: 'print' });
    expect(await page.isVisible('h1')).toBe(true);
    for (const part of ['header.site', 'footer.site', '.roster-tools', 'nav']) {
      expect([part, await page.isVisible(part)]).toEqual([part, false]);
    }
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.pdf({ path: join(pictures, '92-roster-paper.pdf'), preferCSSPageSize: true });
    }
  });
});
