import { fingerprint } from '../../secrets/token';
import { type Mailed, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const html = async ({ path }: Mailed) => (await scene.get(path)).text();
const fileOf = async (id: string) => (await scene.store.requests.file(id))!;

/** A request on which Tom Berg has answered; the MLS comes after him. */
async function brokerSaid(verdict = 'approve', more: Record<string, string> = {}) {
  const id = await scene.request('prairie-lakes-idx');
  await scene.decide(await scene.ask(id, 'broker', 'tom-berg'), verdict, { reason: 'fine by me', ...more });
  scene.told.length = 0;
  return { id, mailed: await scene.receipt(id) };
}

/** A request that its only approver has approved. */
async function allApproved() {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  scene.told.length = 0;
  return { id, mailed: await scene.receipt(id) };
}

const undo = (mailed: Mailed, verdict: string, reason = 'a mistake', more: Record<string, string> = {}) =>
  scene.decide(mailed, verdict, { reason, ...more });

test('[case 25] the receipt names the mailbox that spoke, what it said and when; nothing is chosen', async () => {
  const { id, mailed } = await brokerSaid();
  const page = await html(mailed);
  expect(page).toContain('tom.berg@prairie-lakes.example');
  expect(page).toMatch(/<bdi>Tom Berg<\/bdi><\/strong> approved on <time/);
  expect(page).toContain('fine by me');
  expect(page).not.toContain(' checked');
  expect(page).toContain('It does not count, and you are asked again by a new mail.');
  expect(page).toContain('The request ends, and no key is made.');
  const decided = (await scene.store.audit.ofRequest(id)).find(({ kind }) => kind === 'approved');
  expect(decided?.detail).toMatchObject({ email: 'tom.berg@prairie-lakes.example' });
});

test('[case 25] a colleague decided: "it was not me" makes it void, and the approver is asked again', async () => {
  const { id, mailed } = await brokerSaid();
  const response = await undo(mailed, 'disown', '');
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(page).toContain('<strong>Tom Berg</strong> said that it was somebody else on <time');
  expect(page).toContain('What was done in your name does not count.');
  const { facts, standing } = await fileOf(id);
  expect(facts.decisions.map(({ verdict }) => verdict)).toEqual(['approve', 'disown']);
  expect(standing).toMatchObject({ state: 'pending', open: [{ waitingOn: [{ id: 'tom-berg' }] }] });
  expect(scene.told.map(({ message }) => message.type)).toEqual(['decision']);
});

test('[case 25] after the key it ends the key', async () => {
  const { id, mailed } = await allApproved();
  await scene.issue(id);
  expect(await html(mailed)).toContain('The request ends, and the key stops working at once.');
  expect(await (await undo(mailed, 'disown', '')).text()).toContain('its key stops working');
  expect((await fileOf(id)).standing.state).toBe('revoked');
});

test('[case 12] an approval that is taken back before the others counts as a no; both acts are kept', async () => {
  const { id, mailed } = await brokerSaid();
  const page = await (await undo(mailed, 'revoke')).text();
  expect(page).toContain('<strong>Tom Berg</strong> took the approval back on <time');
  expect(page).toContain('The request has ended.');
  const { facts, standing } = await fileOf(id);
  expect(standing).toMatchObject({ state: 'denied', reason: 'a mistake' });
  expect(facts.decisions.map(({ verdict }) => verdict)).toEqual(['approve', 'revoke']);
});

test('[case 12] after the whole was approved it revokes', async () => {
  const { id, mailed } = await allApproved();
  expect((await undo(mailed, 'revoke')).status).toBe(200);
  expect((await fileOf(id)).standing).toMatchObject({ state: 'revoked', by: { id: 'ann-lee' } });
  expect((await fileOf(id)).facts.decisions).toHaveLength(2);
});

test('what is no approval can be disowned, not taken back', async () => {
  const { mailed } = await brokerSaid('ask');
  const page = await html(mailed);
  expect(page).toContain('asked the developer');
  expect(page).toContain('value="disown"');
  expect(page).not.toContain('value="revoke"');
  expect((await undo(mailed, 'revoke')).status).toBe(409);
});

test.each([
  ['nothing chosen', { verdict: '' }, 'verdict-error'],
  ['taking back without a reason', { verdict: 'revoke', reason: ' ' }, 'reason-error'],
  ['an act of the decision page', { verdict: 'approve' }, 'verdict-error'],
  ['no code', { code: '' }, 'code-error'],
])('%s: 422, what was typed stays, nothing is recorded', async (_, more, error) => {
  const { mailed } = await brokerSaid();
  const before = await scene.dump();
  const response = await undo(mailed, 'disown', 'because <b>', more);
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain(`id="${error}"`);
  if (!('reason' in more)) expect(page).toContain('because &lt;b&gt;</textarea>');
  expect(await scene.dump()).toBe(before);
});

test('[case 2] sent twice it is recorded once, and the page shows what was taken back', async () => {
  const { id, mailed } = await brokerSaid();
  await undo(mailed, 'disown');
  const before = await scene.dump();
  const again = await undo(mailed, 'disown');
  expect(again.status).toBe(409);
  expect(await again.text()).toContain('This is already taken back');
  expect(await html(mailed)).toContain('What you took back');
  expect(await scene.dump()).toBe(before);
  expect((await fileOf(id)).facts.decisions).toHaveLength(2);
});

test('the decision page says that the answer was taken back', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const decision = await scene.ask(id, 'broker', 'tom-berg');
  await scene.decide(decision);
  await undo(await scene.receipt(id), 'disown');
  expect(await html(decision)).toMatch(/this was reported as done by somebody else, so it does not count/);
  const again = await scene.ask(id, 'broker', 'tom-berg');
  expect((await scene.decide(again)).status).toBe(200);
});

test('when the request has ended otherwise there is nothing to take back', async () => {
  const { id, mailed } = await brokerSaid();
  await scene.store.requests.withdraw(id, 'Kim Sato', 'sent twice');
  expect(await html(mailed)).toContain('sent twice');
  expect((await undo(mailed, 'disown')).status).toBe(409);
});

test('[case 5] [case 7] [case 8] a foreign form, a scanner and a robot take nothing back', async () => {
  const { id, mailed } = await brokerSaid();
  const before = await scene.dump();
  for (let visit = 0; visit < 5; visit++) {
    await fetch(scene.url + mailed.path, { method: 'HEAD' });
    await scene.get(mailed.path);
  }
  const page = await html(mailed);
  expect(page.match(/<form /g)).toHaveLength(1);
  expect(page).not.toContain(mailed.code);
  for (const verdict of ['disown', 'revoke']) {
    expect((await undo(mailed, verdict, 'ok', { code: 'looks fine' })).status).toBe(422);
    expect((await undo(mailed, verdict, 'ok', { link: fingerprint('x'.repeat(43)) })).status).toBe(403);
  }
  expect(await scene.dump()).toBe(before);
  const decision = await scene.ask(id, 'mls', 'mia-olson');
  expect((await scene.post(`/decision/${mailed.token}`, { link: fingerprint(mailed.token) })).status).toBe(404);
  expect((await scene.post(`/receipt/${decision.token}`, { link: fingerprint(decision.token) })).status).toBe(404);
});

test('[case 9] five wrong codes lock it; support helps', async () => {
  const { mailed } = await brokerSaid();
  const code = mailed.code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA';
  const statuses = [];
  for (let tries = 0; tries < 5; tries++) statuses.push((await undo(mailed, 'disown', '', { code })).status);
  expect(statuses).toEqual([422, 422, 422, 422, 403]);
  expect((await undo(mailed, 'disown')).status).toBe(403);
  expect(await html(mailed)).toContain('Nothing was taken back.');
});
