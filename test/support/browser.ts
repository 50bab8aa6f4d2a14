import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { Mailed } from './web-scene';

const browserPath = process.env['TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of what was judged. */
const pictures = process.env['TEST_PICTURES'];

/** Where Chromium is; undefined where there is none. */
export const chromiumPath = existsSync(browserPath) ? browserPath : undefined;
/** A test in a real browser, where one is there. */
export const inBrowser = chromiumPath === undefined ? test.skip : test;

/** A page of its own on that site. */
export async function withPage<T>(baseURL: string, work: (page: Page) => Promise<T>, options: object = {}): Promise<T> {
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const context = await browser.newContext({ baseURL, ...options });
    return await work(await context.newPage());
  } finally {
    await browser.close();
  }
}

/** What axe finds wrong, in its words, and what sticks out sideways. */
async function faults(page: Page): Promise<string[]> {
  // Once per page that is loaded: it is half a megabyte, and each page is judged four times.
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe);
  const found = (await page.evaluate(
    `(() => { return axe.run().then(({ violations, passes }) => passes.length < 10 ? ['axe found nothing to judge'] : violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160)))); })()`,
  )) as string[];
  const overflow = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
  return overflow > 0 ? [...found, `${overflow} px too wide`] : found;
}

/** Fails when the page has a fault at either width, light or dark. */
export async function judge(page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of [
    [320, 'light'],
    [320, 'dark'],
    [1200, 'light'],
    [1200, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    expect([name, width, colorScheme, ...(await faults(page))]).toEqual([name, width, colorScheme]);
  }
}

/** Types a mail's code as people copy it. */
export async function typeCode(page: Page, { code }: Mailed): Promise<void> {
  await page.fill('#code', `${code.slice(0, 3)} ${code.slice(3)}`);
}
