import { randomUUID } from 'node:crypto';
import { fingerprint } from '../../secrets/token';
import { askedDirect, developerWrites } from '../support/web-direct';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const html = async (path: string) => (await scene.get(path)).text();
const fileOf = async (id: string) => (await scene.store.requests.file(id))!;
const verdictsOn = (page: string) =>
  [...page.matchAll(/name="verdict" value="([\w-]+)"/g)].map(([, verdict]) => verdict);

test('the page shows what is stated, with neither plan nor price, and for whom the key acts', async () => {
  const { mailed } = await askedDirect(scene);
  const page = await html(mailed.path);
  expect(page).toContain('May <bdi>Foxglove Software</bdi> get an API key for Harbor Coast MLS data?');
  expect(page).toContain('OpenID Connect client, acts for <bdi>the agents who sign in, each as themselves</bdi>');
  expect(page).toContain('<dt>Agents are sent back to</dt><dd class="stated" dir="auto">https://desk.foxglove.example');
  expect(page).toContain('Kept for a day, &lt;b&gt;encrypted&lt;/b&gt;.\nShown to nobody else.');
  expect(page).not.toContain('<dt>Licence number</dt>');
  expect(page).not.toContain('<dt>Data plan</dt>');
  expect(page).not.toContain('<dt>Price</dt>');
});

test('a yes counts by mail only: the page says how, and offers every other answer', async () => {
  const { mailed } = await askedDirect(scene);
  const page = await html(mailed.path);
  expect(page).toContain('To approve, answer the mail that brought you here');
  expect(page).toContain('Example Data Platform may only make the key with an email from you that says so.');
  expect(verdictsOn(page)).toEqual(['set-up', 'deny', 'ask', 'refer', 'recuse']);
  const others = [...page.matchAll(/<option value="([\w-]+)">/g)].map(([, id]) => id);
  expect(others).toEqual(['blue-mesa', 'cedar-valley', 'prairie-lakes', 'summit-ridge']);
  expect(page).not.toContain(' checked');
});

test.each<[string, string, Record<string, string>, string]>([
  ['a yes', 'approve', {}, 'verdict-error'],
  ['another plan', 'propose', { planId: 'harbor-coast-idx', reason: 'fits' }, 'verdict-error'],
  ['another MLS without a name', 'refer', { reason: 'not ours', mlsId: '' }, 'mlsId-error'],
  ['another MLS without a reason', 'refer', { mlsId: 'blue-mesa' }, 'reason-error'],
])('%s is not taken from the page, and nothing is recorded', async (_, verdict, more, error) => {
  const { mailed } = await askedDirect(scene);
  const before = await scene.dump();
  const response = await scene.decide(mailed, verdict, more);
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain(`id="${error}"`);
  expect(page).toContain(`href="#${error.replace('-error', '')}"`);
  expect(await scene.dump()).toBe(before);
});

test.each(['harbor-coast', 'operator', 'nowhere'])('%s is no other MLS to ask', async (mlsId) => {
  const { id, mailed } = await askedDirect(scene);
  const response = await scene.decide(mailed, 'refer', { mlsId, reason: 'not ours' });
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain('id="mlsId-error"');
  expect(page).toContain('not ours</textarea>');
  expect((await fileOf(id)).facts.decisions).toEqual([]);
});

test.each(['set-up', 'refer'])('where a plan is asked for, %s is neither offered nor taken', async (verdict) => {
  const mailed = await scene.ask(await scene.request(), 'mls', 'ann-lee');
  const page = await html(mailed.path);
  expect(verdictsOn(page)).toEqual(['approve', 'deny', 'ask', 'propose', 'recuse']);
  expect(page).not.toContain('mlsId');
  const before = await scene.dump();
  const response = await scene.decide(mailed, verdict, { reason: 'so', mlsId: 'blue-mesa' });
  expect(response.status).toBe(422);
  expect(await response.text()).toContain('id="verdict-error"');
  expect(await scene.dump()).toBe(before);
});

test('where a plan is asked for and a yes counts by mail only, the page says so and takes every other answer', async () => {
  const { chain } = await fileOf(await scene.request());
  const steps = chain.steps.map((step) => ({ ...step, accepts: ['reply'] as const }));
  const id = await scene.request('harbor-coast-idx', { id: randomUUID(), chain: { ...chain, steps } });
  const mailed = await scene.ask(id, 'mls', 'ann-lee');
  const page = await html(mailed.path);
  expect(page).toContain('This step takes an approval by mail only.');
  expect(verdictsOn(page)).toEqual(['deny', 'ask', 'propose', 'recuse']);
  expect((await scene.decide(mailed, 'approve')).status).toBe(422);
  expect((await scene.decide(mailed, 'deny', { reason: 'Not for this use.' })).status).toBe(200);
  expect((await fileOf(id)).standing.state).toBe('denied');
});

test('the MLS made the key: recorded as said by them, and told what follows', async () => {
  const { id, mailed } = await askedDirect(scene);
  const page = await (await scene.decide(mailed, 'set-up', { reason: 'In our own vendor portal.' })).text();
  expect(page).toContain('<strong>Ann Lee</strong> set the key up on <time');
  expect(page).toContain('The key goes on record as made by the MLS. Dana Fox is told by mail to get its secret');
  const { facts, standing } = await fileOf(id);
  expect(facts.decisions).toMatchObject([{ verdict: 'set-up', reason: 'In our own vendor portal.' }]);
  expect(standing).toMatchObject({ state: 'approved', because: expect.stringContaining('set the key up itself') });
  expect(scene.told.map(({ message }) => message.type)).toEqual(['decision']);
  expect(await html(mailed.path)).toContain('Your decision');
  expect((await scene.decide(mailed, 'set-up')).status).toBe(409);
});

test('another MLS must be asked: the developer is asked first', async () => {
  const { id, mailed } = await askedDirect(scene);
  const more = { mlsId: 'blue-mesa', reason: 'The office is a member there.' };
  const page = await (await scene.decide(mailed, 'refer', more)).text();
  expect(page).toContain('<strong>Ann Lee</strong> said that Blue Mesa MLS must be asked on <time');
  expect(page).toContain('Dana Fox is asked whether the request may go to Blue Mesa MLS.');
  expect(page).toContain('says that Blue Mesa MLS must be asked, and waits for the developer');
  expect((await fileOf(id)).facts.decisions).toMatchObject([{ verdict: 'refer', mls: { id: 'blue-mesa' } }]);
});

test.each([
  ['set-up', 'set the key up', true, 'revoked'],
  ['refer', 'said that Blue Mesa MLS must be asked', false, 'pending'],
])('a receipt for %s can say that it was somebody else', async (verdict, did, canRevoke, state) => {
  const { id, mailed } = await askedDirect(scene);
  await scene.decide(mailed, verdict, { mlsId: 'blue-mesa', reason: 'so it is' });
  const receipt = await scene.receipt(id);
  const page = await html(receipt.path);
  expect(page).toContain(`<strong><bdi>Ann Lee</bdi></strong> ${did} on`);
  expect(page).toContain('It was not me');
  expect(page.includes('It was me, and I take it back: the key must not be used')).toBe(canRevoke);
  const undone = await scene.decide(receipt, 'disown');
  expect(await undone.text()).toContain('said that it was somebody else');
  expect((await fileOf(id)).standing.state).toBe(state);
});

test('that the key was set up can be taken back', async () => {
  const { id, mailed } = await askedDirect(scene);
  await scene.decide(mailed, 'set-up');
  await scene.decide(await scene.receipt(id), 'revoke', { reason: 'It was for somebody else.' });
  expect((await fileOf(id)).standing).toMatchObject({ state: 'revoked' });
  expect(await html(mailed.path)).toContain('This was taken back on');
});

test('what was written so far stands on the page, as text, with files to be saved', async () => {
  const { id, mailed } = await askedDirect(scene);
  const files = [{ name: 'contract <1>.pdf', bytes: Buffer.from('%PDF') }];
  await developerWrites(scene, id, 'Here is the contract.\n<script>alert(1)</script>', files);
  const page = await html(mailed.path);
  expect(page).toContain('Here is the contract.\n&lt;script&gt;');
  expect(page).toContain('<strong><bdi>Dana Fox</bdi></strong> <span class="muted">(the developer)</span>');
  const href = new RegExp(`href="(${mailed.path}/attachments/[^"]+)"`).exec(page)![1]!;
  const saved = await scene.get(href);
  expect(saved.headers.get('content-type')).toBe('application/octet-stream');
  expect(saved.headers.get('content-disposition')).toContain('attachment;');
  expect(await saved.text()).toBe('%PDF');
});

test('a form of a page whose step is gone says so', async () => {
  const { id, mailed } = await askedDirect(scene);
  await scene.store.requests.withdraw(id, 'Kim', 'sent twice');
  const response = await scene.post(mailed.path, { link: fingerprint(mailed.token), verdict: '', code: mailed.code });
  expect(await response.text()).toContain('withdrawn');
});
