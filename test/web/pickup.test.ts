import { fingerprint } from '../../secrets/token';
import { inBrowser, typeCode, withPage } from '../support/browser';
import { type Mailed, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const secret = 'cs_live_0123456789abcdef';

async function issued() {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const mailed = await scene.issue(id, secret);
  scene.told.length = 0;
  return { id, mailed };
}

const pickUp = ({ path, token, code }: Mailed, more: Record<string, string> = {}) =>
  scene.post(path, { link: fingerprint(token), code, ...more });

test('the page says that it works once and shows a button; the button shows the secret in every form that it is kept in', async () => {
  const { mailed } = await issued();
  const page = await (await scene.get(mailed.path)).text();
  expect(page).toContain('Show my key');
  expect(page).toContain('This works once.');
  expect(page).not.toContain(secret);
  const response = await pickUp(mailed);
  const html = await response.text();
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('clear-site-data')).toBe('"cache"');
  expect(html).toMatch(new RegExp(`readonly value="${secret}"`));
  expect(html).toContain('&#x27;http://127.0.0.1:1/Reso/OData/Property?$top&#x3D;1&#x27;');
  expect(html).toContain('LISTING_DATA_URL&#x3D;&#x27;http://127.0.0.1:1/Reso/OData&#x27;');
  expect(html).toContain(`LISTING_DATA_KEY&#x3D;&#x27;${secret}&#x27;`);
  const json = /<code>({[^]*?})<\/code>/.exec(html)![1]!.replaceAll('&quot;', '"');
  expect(JSON.parse(json)).toEqual({
    LISTING_DATA_URL: 'http://127.0.0.1:1/Reso/OData',
    LISTING_DATA_KEY: secret,
  });
  expect(html).not.toMatch(/href="data:|download/);
  expect(scene.log.join('')).not.toContain(secret);
});

test('a key that another issuer made: no lines for our endpoint, and the name that an OpenID Connect client signs in by', async () => {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const mailed = await scene.issue(id, secret, { issuer: 'spark-api', clientId: 'client-0a1b' });
  const html = await (await pickUp(mailed)).text();
  expect(html).toMatch(new RegExp(`readonly value="${secret}"`));
  expect(html).toContain('client-0a1b');
  expect(html).not.toMatch(/Reso|curl|LISTING_DATA/);
});

test('[case 71] who comes second is told when it was shown, and the workflow hears of it', async () => {
  const { mailed } = await issued();
  await pickUp(mailed);
  const again = await pickUp(mailed);
  const html = await again.text();
  expect(again.status).toBe(409);
  expect(html).toMatch(/revealed on \w+, \d+ \w+ \d{4}, \d\d:\d\d E[SD]T/);
  expect(html).not.toContain(secret);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['opened-again']);
  expect(await (await scene.get(mailed.path)).text()).toContain('already shown');
});

test('[case 72] of 100 who come at once exactly one sees the secret', async () => {
  const { mailed } = await issued();
  const answers = await Promise.all(Array.from({ length: 100 }, () => pickUp(mailed).then((answer) => answer.text())));
  expect(answers.filter((html) => html.includes(secret))).toHaveLength(1);
});

test('[case 74] scanners that read, and robots that press, consume nothing', async () => {
  const { mailed } = await issued();
  const before = await scene.dump();
  for (let visit = 0; visit < 20; visit++) {
    await fetch(scene.url + mailed.path, { method: 'HEAD' });
    await scene.get(mailed.path);
  }
  expect((await pickUp(mailed, { code: '' })).status).toBe(422);
  expect((await pickUp(mailed, { code: 'looks fine' })).status).toBe(422);
  expect((await scene.post(mailed.path, {})).status).toBe(403);
  expect(await scene.dump()).toBe(before);
  expect(await (await pickUp(mailed)).text()).toContain(secret);
});

test('[case 75] after it lapsed or was disabled there is nothing to show', async () => {
  const { id, mailed } = await issued();
  await scene.store.credentials.disable(id, 'Kim Sato', 'the product was closed');
  for (const response of [await pickUp(mailed), await scene.get(mailed.path)]) {
    expect(response.status).toBe(410);
    const html = await response.text();
    expect(html).toContain('There is no key here any more');
    expect(html).not.toContain(secret);
  }
});

test('[case 75] an approval that was taken back a moment ago: gone, before the workflow has heard of it', async () => {
  const { id, mailed } = await issued();
  const receipt = await scene.receipt(id);
  const taken = {
    link: fingerprint(receipt.token),
    verdict: 'revoke',
    reason: 'I overlooked the terms.',
    code: receipt.code,
  };
  expect((await scene.post(receipt.path, taken)).status).toBe(200);
  const response = await pickUp(mailed);
  expect([response.status, (await response.text()).includes(secret)]).toEqual([410, false]);
  expect((await scene.dump()).includes('"sealed":null')).toBe(true);
});

test('[case 77] a guessed, a mistyped and a foreign link answer alike, and guesses are limited', async () => {
  const { id } = await issued();
  const { path: decision } = await scene.ask(id, 'mls', 'ann-lee');
  const guesses = ['A'.repeat(43), 'A'.repeat(42), 'x', decision.split('/').at(-1)!];
  const answers = await Promise.all(
    guesses.flatMap((token) => [
      scene.get(`/pickup/${token}`),
      scene.post(`/pickup/${token}`, { link: '0', code: 'ACDEFG' }),
    ]),
  );
  const seen = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]).toMatch(/^404 /);

  const limited = await openWebScene({ linkVisitsPerMinute: 20 });
  const guess = (index: number) =>
    limited.post(`/pickup/${String(index).padStart(43, 'A')}`, { link: '0', code: 'ACDEFG' });
  const statuses = (await Promise.all(Array.from({ length: 30 }, (_, index) => guess(index)))).map(
    ({ status }) => status,
  );
  await limited.close();
  expect([
    statuses.filter((status) => status === 404).length,
    statuses.filter((status) => status === 429).length,
  ]).toEqual([20, 10]);
});

test('[case 75] an expired link shows nothing', async () => {
  const { mailed } = await issued();
  await scene.sql(`update link set deadline = now() - interval '1 second' where purpose = 'pickup'`);
  const answers = [await scene.get(mailed.path), await pickUp(mailed)];
  expect(answers.map(({ status }) => status)).toEqual([410, 410]);
});

inBrowser(
  '[case 78] the browser keeps nothing: back, forward and reload show no secret, nor does anything that it stores',
  async () => {
    const { mailed } = await issued();
    await withPage(scene.url, async (page) => {
      await page.goto(mailed.path);
      await typeCode(page, mailed);
      await page.click('main form button[type=submit]');
      expect(await page.content()).toContain(secret);
      // Left by a link, as people leave.
      await page.goto('/');
      for (const move of [() => page.goBack(), () => page.goForward(), () => page.goBack(), () => page.reload()]) {
        // The browser asks before it would send the form again.
        await move().catch((error: Error) => expect(error.message).toContain('ERR_CACHE_MISS'));
        expect(await page.locator('html').innerHTML()).not.toContain(secret);
        expect(page.url()).not.toContain(secret);
      }
      const kept = await page.evaluate(
        `(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, await caches.keys()]))()`,
      );
      expect(kept).toBe('[{},{},"",null,[]]');
    });
  },
);

test('[case 9] five wrong codes lock the pickup', async () => {
  const { mailed } = await issued();
  const code = mailed.code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA';
  const statuses = [];
  for (let tries = 0; tries < 5; tries++) statuses.push((await pickUp(mailed, { code })).status);
  expect(statuses).toEqual([422, 422, 422, 422, 403]);
  expect((await pickUp(mailed)).status).toBe(403);
  expect(await (await scene.get(mailed.path)).text()).toContain('This link is locked');
});
