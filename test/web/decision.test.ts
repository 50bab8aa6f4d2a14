import { randomBytes } from 'node:crypto';
import { fingerprint } from '../../secrets/token';
import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
  scene.tells = 'applied';
});

async function asked(planId?: string, stepId = 'mls', approverId = 'ann-lee') {
  const id = await scene.request(planId);
  return { id, mailed: await scene.ask(id, stepId, approverId) };
}

test('the page says who acts, what is asked and what happens otherwise, with nothing chosen', async () => {
  const { mailed } = await asked();
  const html = await (await scene.get(mailed.path)).text();
  for (const words of [
    'Ann Lee',
    'Harbor Coast MLS',
    'IDX (public web sites)',
    'the agent jdoe',
    'Dana Fox',
    'lapses on',
  ]) {
    expect(html).toContain(words);
  }
  expect(html).toContain('https://search.foxglove.example');
  expect(html).not.toContain('href="https://search.foxglove.example');
  expect(html).not.toContain(' checked');
  expect(html).not.toContain('<script');
  expect(inputOf(html, 'link')).toBe(fingerprint(mailed.token));
});

test('what an applicant wrote stays text: it makes no tag and no link', async () => {
  const id = await scene.request();
  await scene.sql(
    `update request set ask = jsonb_set(ask, '{use}', '"<img src=x onerror=alert(1)> {{code}} https://evil.example"')`,
  );
  const mailed = await scene.ask(id, 'mls', 'ann-lee');
  const html = await (await scene.get(mailed.path)).text();
  expect(html).toContain('&lt;img src&#x3D;x');
  expect(html).toContain('{{code}}');
  expect(html).not.toContain('href="https://evil');
});

test('an approval is recorded, told to the workflow and shown with what follows', async () => {
  const { id, mailed } = await asked('prairie-lakes-idx', 'broker', 'tom-berg');
  const response = await scene.decide(mailed);
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('clear-site-data')).toBe('"cache"');
  expect(html).toContain('Thank you, your decision is recorded');
  expect(html).toMatch(/Mia Olson or Raj Patel/);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['decision']);
  const { facts } = (await scene.store.requests.file(id))!;
  expect(facts.decisions).toMatchObject([{ approver: { id: 'tom-berg' }, verdict: 'approve', grade: 'link+code' }]);
  expect(await (await scene.get(mailed.path)).text()).toContain('Your decision');
});

test('while the workflow is out of reach the page says "recorded"', async () => {
  scene.tells = 'recorded';
  const { mailed } = await asked();
  expect(await (await scene.decide(mailed)).text()).toContain('It is passed on within the next minutes');
});

test('a code may be typed with spaces and in small letters', async () => {
  const { mailed } = await asked();
  const code = ` ${mailed.code.slice(0, 3).toLowerCase()} ${mailed.code.slice(3)}`;
  expect((await scene.decide(mailed, 'approve', { code })).status).toBe(200);
});

test.each([
  ['nothing chosen', { verdict: '' }, 'verdict-error'],
  ['no code', { code: '' }, 'code-error'],
  ['a decline without a reason', { verdict: 'deny', reason: ' ' }, 'reason-error'],
  ['half a code', { code: 'AC' }, 'code-error'],
])('%s: 422, what was typed stays, no try is counted', async (_, more, error) => {
  const { mailed } = await asked();
  const before = await scene.dump();
  const response = await scene.decide(mailed, 'approve', { reason: 'because <b>', ...more });
  const html = await response.text();
  expect(response.status).toBe(422);
  expect(html).toContain(`id="${error}"`);
  expect(html).toContain('role="alert"');
  if (!('reason' in more)) expect(html).toContain('because &lt;b&gt;</textarea>');
  expect(await scene.dump()).toBe(before);
});

test('[case 1] every forged token gets one and the same answer, is counted, and names nobody', async () => {
  const { mailed } = await asked();
  const body = await (await scene.get(`/decision/${randomBytes(32).toString('base64url')}`)).text();
  const flipped = Array.from(
    mailed.token,
    (char, at) => mailed.token.slice(0, at) + (char === 'A' ? 'B' : 'A') + mailed.token.slice(at + 1),
  );
  const forged = [...flipped, 'x', `${mailed.token}.`, `${mailed.token}%00`, mailed.token.slice(1), `${mailed.token}A`];
  const count = async () =>
    Number(/countersign_unknown_link_total (\d+)/.exec(await (await scene.get('/metrics')).text())?.[1]);
  const before = await count();
  for (const token of forged) {
    const response = await scene.get(`/decision/${token}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe(body);
  }
  expect(await count()).toBe(before + forged.length);
  expect(body).not.toContain('Harbor');
  const byPost = await scene.post(`/decision/${flipped[0]}`, {
    link: fingerprint(flipped[0]!),
    verdict: 'approve',
    code: mailed.code,
  });
  expect(await byPost.text()).toBe(body);
  expect(await (await scene.get(`/pickup/${mailed.token}`)).text()).toBe(body);
  expect(await (await scene.get(`/status/${mailed.token}`)).text()).toBe(body);
});

test('[case 2] the same decision again shows the first and records nothing', async () => {
  const { id, mailed } = await asked();
  await scene.decide(mailed);
  const before = await scene.dump();
  const again = await scene.decide(mailed, 'deny', { reason: 'changed my mind' });
  expect(again.status).toBe(409);
  const html = await again.text();
  expect(html).toContain('This is already decided');
  expect(html).toMatch(/<strong>Ann Lee<\/strong> approved on <time/);
  expect(await scene.dump()).toBe(before);
  expect(scene.told).toHaveLength(1);
  expect((await scene.store.requests.file(id))!.facts.decisions).toHaveLength(1);
});

test('[case 3] an expired link decides nothing and offers a new mail, to the listed address only, once', async () => {
  const { mailed } = await asked();
  await scene.sql(`update link set deadline = now() - interval '1 second'`);
  const page = await scene.get(mailed.path);
  expect(page.status).toBe(410);
  const html = await page.text();
  expect(html).toContain('Send me a new mail');
  expect(html).toContain('to the listed address only');
  expect((await scene.decide(mailed)).status).toBe(410);
  expect(scene.told).toHaveLength(0);

  const form = { link: fingerprint(mailed.token), email: 'thief@evil.example' };
  expect(await (await scene.post(`${mailed.path}/letter`, form)).text()).toContain('A new mail is on its way');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
  expect(await (await scene.post(`${mailed.path}/letter`, form)).text()).toContain('Nothing more to send');
  expect(scene.told).toHaveLength(1);
  expect(await (await scene.get(mailed.path)).text()).toContain('A newer mail replaces this one');
});

test('[case 3] when the step or the request is over, the link shows how it ended', async () => {
  const { id, mailed } = await asked('prairie-lakes-idx', 'broker', 'tom-berg');
  await scene.store.requests.withdraw(id, 'Kim Sato', 'sent twice');
  expect(await (await scene.get(mailed.path)).text()).toContain('This question is closed');
  const response = await scene.decide(mailed);
  expect(response.status).toBe(409);
  expect(await response.text()).toContain('sent twice');
});

test('[case 4] the link of a step whose turn has not come is refused', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const mailed = await scene.ask(id, 'mls', 'mia-olson');
  expect(await (await scene.get(mailed.path)).text()).toContain('Not your turn yet');
  expect((await scene.decide(mailed)).status).toBe(409);
  const kinds = (await scene.store.audit.ofRequest(id)).map(({ kind }) => kind);
  expect(kinds).toContain('decision-refused');
  expect(scene.told).toHaveLength(0);
});

test('[case 5] the form of one link sent to another is refused', async () => {
  const { id, mailed: a } = await asked('prairie-lakes-idx', 'broker', 'tom-berg');
  const b = await scene.ask(id, 'mls', 'mia-olson');
  const before = await scene.dump();
  expect((await scene.decide(a, 'approve', { link: fingerprint(b.token) })).status).toBe(403);
  expect((await scene.decide(a, 'approve', { link: '' })).status).toBe(403);
  expect(await scene.dump()).toBe(before);
});

test('[case 7] a scanner that only reads changes nothing, and the link stays good', async () => {
  const { id, mailed } = await asked();
  const status = await scene.statusLink(id);
  const before = await scene.dump();
  for (let visit = 0; visit < 20; visit++) {
    for (const { path } of [mailed, status]) {
      expect((await fetch(scene.url + path, { method: 'HEAD' })).status).toBe(200);
      expect((await scene.get(path, { purpose: 'prefetch' })).status).toBe(200);
    }
  }
  expect(await scene.dump()).toBe(before);
  expect(scene.told).toHaveLength(0);
  expect((await scene.decide(mailed)).status).toBe(200);
});

test('[case 8] a robot that fills and sends every form it finds decides nothing', async () => {
  const { id, mailed } = await asked();
  const html = await (await scene.get(mailed.path)).text();
  const forms = html.match(/<form [\s\S]*?<\/form>/g) ?? [];
  expect(forms).toHaveLength(1);
  for (const verdict of ['approve', 'deny', '']) {
    const fields = Object.fromEntries(
      [...forms[0]!.matchAll(/name="(\w+)"(?:[^>]*? value="([^"]*)")?/g)].map(([, name, value = 'looks fine']) => [
        name!,
        value,
      ]),
    );
    expect((await scene.post(mailed.path, { ...fields, verdict, reason: 'ok' })).status).toBe(422);
  }
  expect(html).not.toContain(mailed.code);
  const { facts } = (await scene.store.requests.file(id))!;
  expect(facts.decisions).toHaveLength(0);
  expect((await scene.decide(mailed)).status).toBe(200);
});

test('[case 9] five wrong codes lock the link; a new mail goes to the listed address by itself', async () => {
  const { mailed } = await asked();
  const wrong = mailed.code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA';
  for (let tries = 1; tries < 5; tries++) {
    const response = await scene.decide(mailed, 'approve', { code: wrong });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(tries === 4 ? 'One try is left' : `${5 - tries} tries are left`);
  }
  expect((await scene.decide(mailed, 'approve', { code: wrong })).status).toBe(403);
  expect((await scene.decide(mailed)).status).toBe(403);
  expect(await (await scene.get(mailed.path)).text()).toContain('This link is locked');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
});
