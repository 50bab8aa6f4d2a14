import { askedDirect, developerWrites } from '../support/web-direct';
import { sendAnswer } from '../support/web-answers';
import { openWebScene, type WebScene } from '../support/web-scene';
import type { NewContactBody } from '../../web/contact-intake';

let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene();
  const members = [{ mlsId: 'harbor-coast', userName: 'rroe', kind: 'member', name: 'Ro Roe' }] as const;
  // Has told who its members are; the other one has nobody who could decide.
  const empty = {
    id: 'empty-bay',
    name: 'Empty Bay MLS',
    state: 'Maine',
    timeZone: 'America/New_York',
    closedDays: [],
  };
  await scene.store.directory.load({ mlses: [empty], approvers: [], plans: [], developers: [], members });
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const html = async (path: string) => (await scene.get(path)).text();
const fileOf = async (id: string) => (await scene.store.requests.file(id))!;

/** Ann Lee says that another MLS must be asked; the developer has the mail about it. */
async function referred(mlsId = 'blue-mesa', more: Partial<NewContactBody> = {}) {
  const { id, mailed } = await askedDirect(scene, more);
  await scene.decide(mailed, 'refer', { mlsId, reason: 'The office is a member there.' });
  scene.told.length = 0;
  return { id, decision: mailed, mailed: await scene.answerLink(id) };
}

const ofOneAgent: Partial<NewContactBody> = {
  keyKind: 'bearer',
  keyHolder: { kind: 'member', flexmlsUser: 'rroe' },
  statement: {
    agent: 'Ro Roe',
    office: '',
    licence: 'ME-1',
    authorization: 'In writing.',
    audience: 'Ro only.',
    handling: 'Not kept.',
    fields: 'Active.',
    otherMlses: '',
    redirectUri: '',
  },
};

test('the page says who must be asked and why, and nothing is chosen', async () => {
  const { mailed } = await referred();
  const page = await html(mailed.path);
  expect(page).toContain('About your request to Harbor Coast MLS');
  expect(page).toContain('Ann Lee says that Blue Mesa MLS must be asked');
  expect(page).toContain('The office is a member there.');
  expect(page).toContain('May your request go to Blue Mesa MLS?');
  expect(page).not.toContain(' checked');
  expect(page).not.toContain('name="terms"');
});

test('accepted: the same is asked of the other MLS, by its people, and what was said so far counts no more', async () => {
  const { id, decision, mailed } = await referred();
  const before = await fileOf(id);
  await developerWrites(scene, id, 'Who decides?');
  const response = await sendAnswer(scene, mailed, { choice: 'accept', text: '' });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Your request goes to Blue Mesa MLS now.');

  const { request, chain, standing, facts } = await fileOf(id);
  const { mls, ...rest } = request.ask;
  expect({ ...rest, mls: before.request.ask.mls }).toEqual(before.request.ask);
  expect(mls).toEqual({ id: 'blue-mesa', name: 'Blue Mesa MLS', timeZone: 'America/Phoenix' });
  expect(request.digest).not.toBe(before.request.digest);
  expect(chain.steps[0]!.approvers.map(({ id: who }) => who)).toContain('rosa-quint');
  expect(chain.steps.map(({ accepts }) => accepts)).toEqual([['reply']]);
  expect(standing.state).toBe('pending');
  expect(facts.answers).toMatchObject([{ text: 'Let it go to Blue Mesa MLS.' }]);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
  expect((await scene.store.audit.ofRequest(id)).at(-1)!.note).toBe(
    'Dana Fox agreed that Blue Mesa MLS is asked in place of Harbor Coast MLS. Earlier approvals no longer count.',
  );

  expect(await html(decision.path)).toContain('said that Blue Mesa MLS must be asked');
  const next = await html((await scene.ask(id, 'mls', 'rosa-quint')).path);
  expect(next).toContain('get an API key for Blue Mesa MLS data?');
  expect(next).toContain('<dt>MLS</dt><dd><span class="muted">before:</span> <del dir="auto">Harbor Coast MLS</del>');
  expect(next).toContain('said that Blue Mesa MLS must be asked');
  expect(next).toContain('Who decides?');
});

test('whoever wrote for the first MLS gets nothing more once it has gone to another', async () => {
  const { id, mailed } = await referred();
  const ann = { side: 'mls', name: 'Ann Lee', email: 'ann.lee@harbor-coast.example' } as const;
  await scene.store.messages.post(id, { from: ann, text: 'Ask them.', attachments: [] });
  const cookie = `countersign-developer=${await scene.developerSession('dana-fox')}`;
  const goesTo = async () => {
    const page = await (await scene.get(`/account/requests/${id}`, { cookie })).text();
    return /It goes by mail to <bdi>([^<]*)/.exec(page)![1];
  };
  expect(await goesTo()).toBe('Example Data Platform support and Ann Lee (the MLS)');
  await sendAnswer(scene, mailed, { choice: 'accept', text: '' });
  await scene.ask(id, 'mls', 'rosa-quint');
  expect(await goesTo()).toMatch(/^Example Data Platform support, .*Rosa Quint \(the MLS\)/);
  expect(await goesTo()).not.toContain('Ann Lee');
});

test('somebody whose link is about the first MLS learns where it went', async () => {
  const { id, mailed } = await referred();
  const other = await scene.ask(id, 'mls', 'ann-lee');
  await sendAnswer(scene, mailed, { choice: 'accept', text: '' });
  const response = await scene.get(other.path);
  expect(await response.text()).toMatch(/Blue Mesa MLS/);
});

test.each<[string, Record<string, string>, string]>([
  ['nothing chosen', {}, 'choice-error'],
  ['kept without a reason', { choice: 'decline', text: ' ' }, 'text-error'],
  ['no code', { choice: 'accept', code: '' }, 'code-error'],
])('%s: 422, what was typed stays, nothing is recorded', async (_, fields, error) => {
  const { mailed } = await referred();
  const before = await scene.dump();
  const response = await sendAnswer(scene, mailed, { text: 'because <b>', ...fields });
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain(`id="${error}"`);
  if (!('text' in fields)) expect(page).toContain('because &lt;b&gt;</textarea>');
  expect(await scene.dump()).toBe(before);
});

test('kept: it stays with the first MLS, which gets the reason', async () => {
  const { id, mailed } = await referred();
  const before = await fileOf(id);
  const page = await (await sendAnswer(scene, mailed, { choice: 'decline', text: 'They left that office.' })).text();
  expect(page).toContain('Ann Lee gets your answer by mail and decides.');
  const { request, facts } = await fileOf(id);
  expect(request.digest).toBe(before.request.digest);
  expect(facts.answers).toMatchObject([{ text: 'They left that office.' }]);
  const again = await html((await scene.ask(id, 'mls', 'ann-lee')).path);
  expect(again).toContain('They left that office.');
  expect(again).toContain('name="verdict" value="refer"');
});

test.each<[string, string, Partial<NewContactBody>, string]>([
  [
    'does not know the user that the key acts for',
    'blue-mesa',
    ofOneAgent,
    'The directory of Blue Mesa MLS knows no user rroe.',
  ],
  ['has nobody who could decide', 'empty-bay', {}, 'It cannot go to Empty Bay MLS as things are'],
])('an MLS that %s cannot be agreed to, and the page says why', async (_, mlsId, more, why) => {
  const { id, mailed } = await referred(mlsId, more);
  const page = await html(mailed.path);
  expect(page).toContain(why);
  expect(page).not.toContain('value="accept"');
  const before = await scene.dump();
  const response = await sendAnswer(scene, mailed, { choice: 'accept', text: '' });
  expect(response.status).toBe(422);
  expect(await response.text()).toContain('id="choice-error"');
  expect(await scene.dump()).toBe(before);
  expect((await fileOf(id)).request.ask.mls.id).toBe('harbor-coast');
});
