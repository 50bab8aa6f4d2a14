import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inputOf, type Mailed, openWebScene, password, sampleBody, staff, type WebScene } from '../support/web-scene';

/** In a real browser, where one is there: every page at two widths, judged by axe; and that the forms work without JavaScript. */
const browserPath = process.env['TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const inBrowser = existsSync(browserPath) ? test : test.skip;
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of what was judged. */
const pictures = process.env['TEST_PICTURES'];

let scene: WebScene;
let browser: Browser | undefined;
beforeAll(async () => {
  scene = await openWebScene({ mailboxUrl: 'http://127.0.0.1:7401', temporalUiUrl: 'http://127.0.0.1:8233' });
  if (existsSync(browserPath)) {
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  }
});
afterAll(async () => {
  await browser?.close();
  await scene.close();
});
beforeEach(() => scene.clear());

async function withPage<T>(work: (page: Page) => Promise<T>, options: object = {}): Promise<T> {
  const context = await browser!.newContext({ baseURL: scene.url, ...options });
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/console/sign-in');
  await page.fill('#email', staff.email);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
}

/** What axe finds wrong, in its words, and what sticks out sideways. */
async function faults(page: Page): Promise<string[]> {
  const found = (await page.evaluate(
    `(() => { ${axe}; return axe.run().then(({ violations, passes }) => passes.length < 10 ? ['axe found nothing to judge'] : violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160)))); })()`,
  )) as string[];
  const overflow = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
  return overflow > 0 ? [...found, `${overflow} px too wide`] : found;
}

async function judge(page: Page, name: string): Promise<void> {
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

async function type(page: Page, { code }: Mailed): Promise<void> {
  await page.fill('#code', `${code.slice(0, 3)} ${code.slice(3)}`);
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
    await type(page, broker);
    await page.click('main button[type=submit]');
    await judge(page, '04-decided');
    const mls = await scene.ask(id, 'mls', 'mia-olson');
    await page.goto(status.path);
    await judge(page, '05-status');
    await scene.decide(mls);
    const pickup = await scene.issue(id);
    await page.goto(pickup.path);
    await judge(page, '06-pickup');
    await type(page, pickup);
    await page.click('main button[type=submit]');
    await judge(page, '07-picked-up');
    await page.goto(pickup.path);
    await judge(page, '08-opened-before');
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

inBrowser('questions, proposals, conditions and receipts, from 320 px up, light and dark', async () => {
  const id = await scene.request('blue-mesa-idx');
  const otto = await scene.ask(id, 'committee', 'otto-kline');
  await withPage(async (page) => {
    const submit = () => page.click('main form button[type=submit]');
    await page.goto(otto.path);
    await page.check('input[value=approve]');
    await page.click('text=Approve on conditions');
    await page.fill('#domains', 'https://search.foxglove.example/, other.example');
    await page.fill('#ips', '192.0.2.300');
    await judge(page, '30-decision-conditions');
    await submit();
    await judge(page, '31-decision-conditions-errors');
    await page.goto(otto.path);
    await page.click('text=Another answer');
    await page.check('input[value=delegate]');
    await judge(page, '32-decision-hand-on');
    await submit();
    await judge(page, '33-decision-hand-on-errors');

    await scene.decide(otto, 'ask', { reason: 'Who sees sold prices, and for how long are they kept?' });
    const answer = await scene.answerLink(id);
    await page.goto(answer.path);
    await judge(page, '34-answer');
    await submit();
    await judge(page, '35-answer-errors');
    await page.fill('#text', 'Members only, for as long as the listing is shown.');
    const buffer = Buffer.from('%PDF');
    await page.setInputFiles('#files', { name: 'How our members sign in.pdf', mimeType: 'application/pdf', buffer });
    await type(page, answer);
    await submit();
    await judge(page, '36-answered');

    const again = await scene.ask(id, 'committee', 'otto-kline');
    await scene.decide(again, 'delegate', { toId: 'rosa-quint', reason: 'She knows the product.' });
    await scene.decide(await scene.ask(id, 'committee', 'lena-wirth'), 'approve', {
      readOnly: 'yes',
      until: '2099-01-31',
    });
    const receipt = await scene.receipt(id);
    const rosa = await scene.ask(id, 'committee', 'rosa-quint');
    await page.goto(rosa.path);
    await judge(page, '37-decision-handed-on');
    await page.goto(receipt.path);
    await judge(page, '38-receipt');
    await page.check('input[value=revoke]');
    await submit();
    await judge(page, '39-receipt-errors');
    await page.fill('#reason', 'I overlooked who sees the prices.');
    await type(page, receipt);
    await submit();
    await judge(page, '40-taken-back');
  });
});

inBrowser('a proposal and what it changes, from 320 px up, light and dark', async () => {
  const id = await scene.request('blue-mesa-idx');
  const reason = 'The use you describe shows sold prices, which IDX does not allow.';
  await scene.decide(await scene.ask(id, 'committee', 'otto-kline'), 'propose', { planId: 'blue-mesa-vow', reason });
  const proposal = await scene.answerLink(id);
  await withPage(async (page) => {
    await page.goto(proposal.path);
    await judge(page, '41-proposal');
    await page.check('input[value=accept]');
    await page.click('main form button[type=submit]');
    await judge(page, '42-proposal-errors');
    await page.check('#terms');
    await type(page, proposal);
    await page.click('main form button[type=submit]');
    await judge(page, '43-accepted');
    await page.goto((await scene.ask(id, 'committee', 'lena-wirth')).path);
    await judge(page, '44-decision-changed');
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
