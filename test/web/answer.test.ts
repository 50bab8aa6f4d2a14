import { demoDirectory } from '../../directory/demo';
import type { DataPlan } from '../../domain/plan';
import { fingerprint } from '../../secrets/token';
import { shownMark } from '../../web/terms';
import { askedDeveloper, sendAnswer } from '../support/web-answers';
import { inputOf, type Mailed, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

/** As from a page that showed the plan otherwise. */
const otherwise = (change: Partial<DataPlan>) => ({ shown: shownMark({ ...proposed, ...change }) });

const html = async (path: string) => (await scene.get(path)).text();
const fileOf = async (id: string) => (await scene.store.requests.file(id))!;

const asked = (verdict?: 'ask' | 'propose') => askedDeveloper(scene, verdict);
const send = (mailed: Mailed, fields?: Record<string, string>) => sendAnswer(scene, mailed, fields);

const proposed = demoDirectory.plans.find(({ id }) => id === 'blue-mesa-vow')!;
const accept = { choice: 'accept', terms: 'yes', shown: shownMark(proposed) };

test('the page shows who asks what, in their words, and takes an answer with files', async () => {
  const { mailed } = await asked();
  const page = await html(mailed.path);
  expect(page).toContain('Otto Kline has a question');
  expect(page).toContain('Who sees sold prices?');
  expect(page).toContain('enctype="multipart/form-data"');
  expect(page).not.toContain('name="choice"');
  expect(inputOf(page, 'link')).toBe(fingerprint(mailed.token));
});

test('an answer is recorded and told to the workflow, and the page says what happens next', async () => {
  const { id, mailed } = await asked();
  const response = await send(mailed, { text: 'Members only.\r\nNobody else.' });
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('clear-site-data')).toBe('"cache"');
  expect(page).toContain('Otto Kline gets your answer by mail and decides.');
  expect(page).not.toMatch(/href="\/(?:decision|answer|receipt)/);
  expect((await fileOf(id)).facts.answers).toMatchObject([
    { by: 'Dana Fox', text: 'Members only.\nNobody else.', attachments: [] },
  ]);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
  expect(await html(mailed.path)).toContain('You have answered this');
});

test.each<[string, Record<string, string>, string]>([
  ['no answer', { text: ' ' }, 'text-error'],
  ['no code', { code: '' }, 'code-error'],
  ['an answer of great length', { text: 'x'.repeat(5_001) }, 'text-error'],
])('%s: 422, what was typed stays, nothing is recorded', async (_, fields, error) => {
  const { mailed } = await asked();
  const before = await scene.dump();
  const response = await send(mailed, { text: 'because <b>', ...fields });
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain(`id="${error}"`);
  if (!('text' in fields)) expect(page).toContain('because &lt;b&gt;</textarea>');
  expect(await scene.dump()).toBe(before);
});

test('a proposal shows the plan with its terms, and nothing is chosen', async () => {
  const { mailed } = await asked('propose');
  const page = await html(mailed.path);
  for (const words of [
    'proposes another plan',
    'VOW behind a log-in',
    '$75.00 a month',
    'remove it when the key ends',
  ]) {
    expect(page).toContain(words);
  }
  expect(page).not.toContain(' checked');
});

test.each([
  ['nothing chosen', {}, 'choice-error'],
  ['accepted without the terms', { ...accept, terms: '' }, 'terms-error'],
  [
    'accepted under a version of the terms that has changed',
    { ...accept, ...otherwise({ termsVersion: '2025-01' }) },
    'terms-error',
  ],
  ['accepted under a text that has changed', { ...accept, ...otherwise({ terms: 'Other.' }) }, 'terms-error'],
  ['accepted at a price that has changed', { ...accept, ...otherwise({ priceMinor: 7_000 }) }, 'terms-error'],
  ['accepted without having seen the plan', { ...accept, shown: '' }, 'terms-error'],
  ['declined without a reason', { choice: 'decline', text: '' }, 'text-error'],
])('a proposal, %s: 422 at the field', async (_, fields, error) => {
  const { mailed } = await asked('propose');
  const before = await scene.dump();
  const response = await send(mailed, fields);
  expect(response.status).toBe(422);
  expect(await response.text()).toContain(`id="${error}"`);
  expect(await scene.dump()).toBe(before);
});

test('[case 6] an accepted proposal changes the request: old links are void, and who is asked sees what changed', async () => {
  const { id, decision, mailed } = await asked('propose');
  const lena = await scene.ask(id, 'committee', 'lena-wirth');
  const page = await (await send(mailed, { ...accept, text: '' })).text();
  expect(page).toContain('Your request is now about the plan VOW behind a log-in.');
  const { request, facts } = await fileOf(id);
  expect(request).toMatchObject({ revision: 2, ask: { plan: { id: 'blue-mesa-vow' } } });
  expect(facts.answers[0]!.text).toBe('Accepted: VOW behind a log-in.');

  expect(await html(lena.path)).toContain('The request was changed after this mail');
  expect((await scene.decide(lena)).status).toBe(410);
  expect(await html(decision.path)).toContain('The request was changed since then');

  const again = await html((await scene.ask(id, 'committee', 'lena-wirth')).path);
  expect(again).toContain('The request was changed');
  expect(again).toMatch(/<del[^>]*>IDX for public sites<\/del>/);
  expect(again).toMatch(/<ins[^>]*>VOW behind a log-in<\/ins>/);
  expect(again).toContain('Questions and answers');
});

test('a declined proposal leaves the request as it is', async () => {
  const { id, mailed } = await asked('propose');
  expect((await send(mailed, { choice: 'decline', text: 'We have no log-in.' })).status).toBe(200);
  const { request, facts } = await fileOf(id);
  expect(request.revision).toBe(1);
  expect(facts.answers).toMatchObject([{ text: 'We have no log-in.' }]);
});

test('a plan that is gone or does not take the key holder cannot be accepted, and the page says so', async () => {
  const { mailed } = await asked('propose');
  await scene.sql(`update data_plan set key_holders = '["office"]' where id = 'blue-mesa-vow'`);
  try {
    const page = await html(mailed.path);
    expect(page).toContain('cannot be accepted as things are');
    expect(page).not.toContain('value="accept"');
    const response = await send(mailed, accept);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('id="choice-error"');
  } finally {
    await scene.sql(`update data_plan set key_holders = '["member","generic-agent"]' where id = 'blue-mesa-vow'`);
  }
});

test('[case 2] [case 10] of ten answers at once one is recorded, and the rest see it', async () => {
  const { id, mailed } = await asked();
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(mailed)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  expect((await fileOf(id)).facts.answers).toHaveLength(1);
  expect(scene.told).toHaveLength(1);
});

test('when the request has ended the page says how', async () => {
  const { id, mailed } = await asked();
  await scene.store.requests.withdraw(id, 'Kim Sato', 'sent twice');
  expect(await html(mailed.path)).toContain('sent twice');
  expect((await send(mailed)).status).toBe(409);
});

test('[case 3] an expired link answers nothing and offers a new mail, once', async () => {
  const { mailed } = await asked();
  await scene.sql(`update link set deadline = now() - interval '1 second' where purpose = 'answer'`);
  const page = await scene.get(mailed.path);
  expect(page.status).toBe(410);
  expect(await page.text()).toContain(`action="${mailed.path}/letter"`);
  expect((await send(mailed)).status).toBe(410);
  expect(scene.told).toHaveLength(0);
  const form = { link: fingerprint(mailed.token) };
  expect(await (await scene.post(`${mailed.path}/letter`, form)).text()).toContain('A new mail is on its way');
  expect(await (await scene.post(`${mailed.path}/letter`, form)).text()).toContain('Nothing more to send');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
});

test('[case 9] five wrong codes lock the link; a new mail goes by itself', async () => {
  const { mailed } = await asked();
  const code = mailed.code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA';
  const statuses = [];
  for (let tries = 0; tries < 5; tries++) statuses.push((await send(mailed, { code })).status);
  expect(statuses).toEqual([422, 422, 422, 422, 403]);
  expect(await html(mailed.path)).toContain('Nothing was answered.');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
});

test('[case 5] [case 7] a foreign form and a scanner change nothing', async () => {
  const { mailed } = await asked();
  const before = await scene.dump();
  for (let visit = 0; visit < 5; visit++) {
    await fetch(scene.url + mailed.path, { method: 'HEAD' });
    await scene.get(mailed.path);
  }
  expect((await send(mailed, { link: '' })).status).toBe(403);
  expect(await scene.dump()).toBe(before);
});

test('[case 26] only forms with files are taken there, and nowhere else; no name twice, none that a runtime knows', async () => {
  const { mailed, decision } = await asked();
  const before = await scene.dump();
  const fields = { link: fingerprint(mailed.token), text: 'Members only.', code: mailed.code };
  expect((await scene.post(mailed.path, fields)).status).toBe(415);
  for (const path of [decision.path, `${mailed.path}/letter`, '/console/sign-in']) {
    expect((await send({ ...mailed, path })).status).toBe(415);
  }
  for (const name of ['text', '_method', '__proto__', 'constructor']) {
    const form = new FormData();
    for (const [each, value] of Object.entries(fields)) form.append(each, value);
    form.append(name, 'x');
    const headers = { 'sec-fetch-site': 'same-origin' };
    expect((await fetch(scene.url + mailed.path, { method: 'POST', body: form, headers })).status).toBe(400);
  }
  expect((await send(mailed, { text: 'a\u0000b' })).status).toBe(400);
  expect(await scene.dump()).toBe(before);
});
