import { createMemoryMailer } from '../support/memory-mailer';
import { approve, startRequest } from '../support/store-scene';
import { act } from './mails';
import { type ActivityScene, openActivityScene, support, turn } from './scene';

/** Asked on Monday 2 March 2026; business days from there, in the zone of Harbor Coast and of Blue Mesa. */
const asked = '2026-03-02T15:00:00Z';

let open: ActivityScene;
beforeAll(async () => (open = await openActivityScene()));
afterAll(() => open.close());
beforeEach(() => open.setClock(asked));

/** A request that was asked; `prompt` calls an activity when the step's clock says so, or at `time`. */
async function askedFor(planId: string, stepId: string) {
  const { id } = await startRequest(open, planId);
  const mailer = createMemoryMailer();
  const activities = open.activities({ mailer });
  const { facts } = await activities.ask(turn(id));
  const dueAt = (kind: string) =>
    facts.openings.find((each) => each.stepId === stepId)!.dues.find((due) => due.kind === kind)!.at;
  const at = (kind: string, count = 2) => ({ ...turn(id, count), stepId, at: dueAt(kind) });
  const whenDue = async (kind: string) => open.setClock(new Date(dueAt(kind)).toISOString());
  return { id, mailer, activities, at, whenDue };
}
const toOthers = async (id: string) => (await open.letters(id)).filter((letter) => !letter.startsWith('ask'));

describe('reminding', () => {
  test('those who are silent, and once a turn; the newer link takes the place of the older', async () => {
    const { id, mailer, activities, at, whenDue } = await askedFor('blue-mesa-idx', 'committee');
    await act(open, mailer, 'otto.kline', approve);
    await whenDue('remind');
    for (let n = 0; n < 2; n += 1) await activities.remind(at('remind'));
    expect((await toOthers(id)).toSorted()).toEqual(['remind lena.wirth sent', 'remind paul.arden sent']);
    expect((await open.events(id)).filter((kind) => kind === 'reminded')).toHaveLength(1);
    const lenas = (await open.store.links.ofRequest(id)).filter(({ approverId }) => approverId === 'lena-wirth');
    expect(lenas.map(({ generation, closedBecause }) => [generation, closedBecause])).toEqual([
      [1, 'renewed'],
      [2, null],
    ]);
    await act(open, mailer, 'lena.wirth', approve);
  });

  test('what could not leave is handed back, and the same turn sends it', async () => {
    const { id, mailer, activities, at, whenDue } = await askedFor('harbor-coast-idx', 'mls');
    await whenDue('remind');
    mailer.answer(451, 'not now');
    expect((await activities.remind(at('remind'))).letters).toHaveLength(1);
    mailer.answer(250, 'kept');
    expect((await activities.remind(at('remind'))).letters).toEqual([]);
    expect(await toOthers(id)).toEqual(['remind ann.lee sent']);
  });

  test('[case 15] who has left the register gets no reminder, and the step does not wait for them', async () => {
    const { id, activities, at, whenDue } = await askedFor('blue-mesa-idx', 'committee');
    const set = (active: boolean) =>
      open.db
        .updateTable('approver')
        .set({ active })
        .where('id', 'in', ['lena-wirth', 'otto-kline', 'paul-arden'])
        .execute();
    await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'lena-wirth').execute();
    await whenDue('remind');
    await activities.remind(at('remind'));
    expect((await toOthers(id)).toSorted()).toEqual(['remind otto.kline sent', 'remind paul.arden sent']);
    await set(false);
    await whenDue('lapse');
    const { facts } = await activities.lapse(at('lapse', 3));
    await set(true);
    expect(facts.lapse).toMatchObject({ stepId: 'committee' });
  });

  test('nobody too early, at a time that is not planned, or once it was answered', async () => {
    const { id, mailer, activities, at, whenDue } = await askedFor('harbor-coast-idx', 'mls');
    await activities.remind(at('remind', 2));
    await whenDue('remind');
    await activities.remind({ ...at('remind', 3), at: at('remind').at - 1 });
    await activities.remind(at('escalate', 4));
    await act(open, mailer, 'ann.lee', approve);
    await activities.remind(at('remind', 5));
    expect(await toOthers(id)).toEqual([]);
    expect(await open.events(id)).not.toContain('reminded');
  });
});

const seats = async (id: string) =>
  (await open.store.requests.file(id))!.facts.seatings.map(({ kind, from, to }) => `${kind} ${from} ${to.id}`);
/** One alternate for a committee of three, two of whom are silent. */
const shortHanded = async () => {
  const scene = await askedFor('blue-mesa-idx', 'committee');
  const { chain } = (await open.store.requests.file(scene.id))!;
  const [rosa] = chain.steps[1]!.alternates;
  const steps = chain.steps.map((step) => (step.id === 'committee' ? { ...step, alternates: [rosa!] } : step));
  await open.store.requests.migrate(scene.id, { ...chain, steps }, 'Kim', 'an alternate for the committee');
  await act(open, scene.mailer, 'otto.kline', approve);
  await scene.whenDue('escalate');
  return scene;
};
/** Whether Rosa may still decide for her MLS. */
const setActive = (active: boolean) =>
  open.db.updateTable('approver').set({ active }).where('id', '=', 'rosa-quint').execute();

describe('escalating', () => {
  test('two are silent and there is one alternate: asked beside the first of them, once', async () => {
    const { id, activities, at } = await shortHanded();
    for (let n = 0; n < 2; n += 1) await activities.escalate(at('escalate'));
    expect(await seats(id)).toEqual(['escalated lena-wirth rosa-quint']);
    expect((await open.letters(id)).filter((letter) => letter.includes('rosa'))).toEqual(['ask rosa.quint sent']);
    expect((await open.events(id)).filter((kind) => kind === 'escalated')).toHaveLength(1);
  });

  test('the silent one keeps the link; whoever of the two answers first speaks for the place', async () => {
    const { id, mailer, activities, at } = await shortHanded();
    await activities.escalate(at('escalate'));
    await act(open, mailer, 'lena.wirth', approve);
    await expect(act(open, mailer, 'rosa.quint', approve)).rejects.toThrow(/already-decided|step-closed/);
    expect((await open.store.requests.file(id))!.standing).toMatchObject({ open: [{ stepId: 'mls' }] });
  });

  test('[case 15] an alternate who has left the register is not asked', async () => {
    const { id, activities, at } = await shortHanded();
    await setActive(false);
    await activities.escalate(at('escalate'));
    await setActive(true);
    expect(await seats(id)).toEqual([]);
  });

  test('without an alternate nothing happens', async () => {
    const { id, activities, at, whenDue } = await askedFor('harbor-coast-idx', 'mls');
    await whenDue('escalate');
    const before = await open.events(id);
    expect(await activities.escalate(at('escalate'))).toMatchObject({ letters: [] });
    expect(await open.events(id)).toEqual(before);
    expect(await seats(id)).toEqual([]);
  });
});

test('calling staff opens a task and writes to support, once', async () => {
  const { id, mailer, activities, at, whenDue } = await askedFor('harbor-coast-idx', 'mls');
  await whenDue('call-staff');
  for (let n = 0; n < 2; n += 1) await activities.callStaff(at('call-staff'));
  const letters = (await open.store.letters.ofRequest(id)).filter(({ template }) => template === 'staff-needed');
  expect(letters).toMatchObject([{ recipient: support, sentAt: expect.any(Number) }]);
  expect(mailer.sent).toHaveLength(2);
  expect(await open.store.tasks.ofRequest(id)).toMatchObject([
    { stepId: 'mls', note: 'Nobody has answered for a long time. "MLS approval" waits for Ann Lee.' },
  ]);
});

test('more time is given once: the clock starts anew and says who gave it', async () => {
  const { id, activities } = await askedFor('harbor-coast-idx', 'mls');
  await open.setClock('2026-03-09T15:00:00Z');
  const order = { stepId: 'mls', by: 'Kim', reason: 'on holiday' };
  await activities.extend({ ...turn(id, 2), ...order });
  const { facts } = await activities.extend({ ...turn(id, 3), ...order });
  expect(facts.openings.map(({ because }) => because)).toEqual(['opened', 'extended']);
  expect(new Date(facts.openings[1]!.dues.at(-1)!.at).toISOString()).toBe('2026-04-06T21:00:00.000Z');
  expect((await open.events(id)).filter((kind) => kind === 'extended')).toHaveLength(1);
  const [link] = await open.store.links.ofRequest(id);
  expect(new Date(link!.deadline).toISOString()).toBe('2026-04-06T21:00:00.000Z');
});
