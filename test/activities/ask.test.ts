import { randomUUID } from 'node:crypto';
import { createMemoryMailer } from '../support/memory-mailer';
import { approve, askFor, chainFor, startRequest } from '../support/store-scene';
import { act, answer } from './mails';
import { type ActivityScene, openActivityScene, turn } from './scene';

let open: ActivityScene;
beforeAll(async () => {
  open = await openActivityScene();
  await open.setClock('2026-03-02T15:00:00Z');
});
afterAll(() => open.close());

const leave = (id: string, active: boolean) =>
  open.db.updateTable('approver').set({ active }).where('id', '=', id).execute();
const away = (from: string, to: string) =>
  open.db
    .insertInto('absence')
    .values({ id: randomUUID(), approver_id: from, to_id: to, until: '2026-03-02', evidence_id: 'e' })
    .execute();

const set = (id: string, change: { email?: string; backup_id?: string | null; plan_ids?: null }) =>
  open.db.updateTable('approver').set(change).where('id', '=', id).execute();

const seats = async (id: string) =>
  (await open.store.requests.file(id))!.facts.seatings.map(({ kind, from, to }) => `${kind} ${from} ${to.id}`);

test('everyone who is waited for is asked, at every step that is open, and nobody at a later one', async () => {
  const { id } = await startRequest(open, 'blue-mesa-vow');
  const { letters, facts, chain } = await open.activities().ask(turn(id));
  expect(letters).toEqual([]);
  expect((await open.letters(id)).toSorted()).toEqual([
    'ask ines.ford sent',
    'ask lena.wirth sent',
    'ask otto.kline sent',
    'ask paul.arden sent',
  ]);
  expect(facts.openings.map(({ stepId, because }) => `${stepId} ${because}`)).toEqual([
    'committee opened',
    'mls opened',
  ]);
  expect(chain).toBeNull();

  const { id: inTurn } = await startRequest(open, 'prairie-lakes-idx');
  await open.activities().ask(turn(inTurn));
  expect(await open.letters(inTurn)).toEqual(['ask tom.berg sent']);
});

test('the clock of a step is planned in business days of its MLS', async () => {
  const { id } = await startRequest(open);
  const { facts } = await open.activities().ask(turn(id));
  expect(facts.openings[0]!.dues.map(({ kind, at }) => [kind, new Date(at).toISOString()])).toEqual([
    ['remind', '2026-03-04T14:00:00.000Z'],
    ['remind', '2026-03-06T14:00:00.000Z'],
    ['escalate', '2026-03-10T13:00:00.000Z'],
    ['call-staff', '2026-03-12T13:00:00.000Z'],
    ['lapse', '2026-03-30T21:00:00.000Z'],
  ]);
});

test('the same turn again, and later turns, write nothing more, and the first links hold', async () => {
  const { id } = await startRequest(open, 'summit-ridge-vow');
  const mailer = createMemoryMailer();
  const { ask } = open.activities({ mailer });
  for (const count of [1, 1, 2, 3]) await ask(turn(id, count));
  expect(await open.letters(id)).toHaveLength(2);
  expect(mailer.sent).toHaveLength(2);
  const links = await open.store.links.ofRequest(id);
  expect(links.map(({ closedAt }) => closedAt)).toEqual([null, null]);
  expect((await open.events(id)).filter((kind) => kind === 'step-opened')).toHaveLength(1);
});

test('a letter that cannot leave is handed back, and the same turn again sends it, byte for byte', async () => {
  const { id } = await startRequest(open);
  const mailer = createMemoryMailer();
  const { ask } = open.activities({ mailer });
  mailer.answer(451, 'not now');
  const first = await ask(turn(id));
  expect(first.letters).toEqual([`${id}.ask.mls.ann-lee.1`]);
  expect(first.facts.openings).toHaveLength(1);
  const bytes = await open.store.letters.bytes(first.letters[0]!);

  mailer.answer(250, 'kept');
  const again = await ask(turn(id));
  expect(again.letters).toEqual([]);
  expect(mailer.sent.map((mail) => Buffer.from(mail.bytes))).toEqual([Buffer.from(bytes)]);
});

test('a final no of the mail server is on record and calls staff; the workflow has nothing to repeat', async () => {
  const { id } = await startRequest(open);
  const mailer = createMemoryMailer();
  mailer.answer(550, 'no such user');
  expect(await open.activities({ mailer }).ask(turn(id))).toMatchObject({ letters: [] });
  expect(await open.letters(id)).toEqual(['ask ann.lee refused']);
  expect(await open.store.tasks.ofRequest(id)).toMatchObject([{ stepId: 'mls', closedAt: null }]);
});

test('one letter that cannot leave does not hold up the others', async () => {
  const { id } = await startRequest(open, 'summit-ridge-vow');
  const mailer = createMemoryMailer();
  const { ask } = open.activities({
    mailer: {
      ...mailer,
      async send(mail, signal) {
        if (mail.envelope.to.startsWith('eva')) throw new Error('greylisted');
        return mailer.send(mail, signal);
      },
    },
  });
  expect((await ask(turn(id))).letters).toEqual([`${id}.ask.mls.eva-ruiz.1`]);
  expect((await open.letters(id)).toSorted()).toEqual(['ask eva.ruiz waits', 'ask sam.holt sent']);
});

test('a question stops the clock and goes to the developer; the answer starts it anew', async () => {
  const { id } = await startRequest(open);
  const mailer = createMemoryMailer();
  const { ask } = open.activities({ mailer });
  await ask(turn(id));
  await act(open, mailer, 'ann.lee', { verdict: 'ask' }, 'Which site?');
  await ask(turn(id, 2));
  await answer(open, mailer, 'Our own.');
  const { facts } = await ask(turn(id, 3));
  expect(facts.openings.map(({ because }) => because)).toEqual(['opened', 'asked-back', 'answered']);
  expect(facts.openings[1]!.dues.map(({ kind }) => kind)).not.toContain('escalate');
  expect(await open.letters(id)).toEqual([
    'ask ann.lee sent',
    'receipt ann.lee sent',
    'question dana sent',
    'ask ann.lee sent',
  ]);
});

test('a changed request is told with its new chain', async () => {
  const { id } = await startRequest(open, 'prairie-lakes-idx');
  const mailer = createMemoryMailer();
  const { ask } = open.activities({ mailer });
  await ask(turn(id));
  const propose = { verdict: 'propose', planId: 'prairie-lakes-private' } as const;
  await act(open, mailer, 'tom.berg', propose, 'You need more.');
  await ask(turn(id, 2));
  const offer = (await open.store.directory.offer('prairie-lakes-private'))!;
  await answer(open, mailer, 'Yes.', { ask: askFor(offer), chain: { ...chainFor(offer), version: 4 } });
  expect(await ask(turn(id, 3))).toMatchObject({ revision: 2, chain: { version: 4 } });
  expect((await open.letters(id)).at(-1)).toBe('ask tom.berg sent');
});

describe('who is asked in whose place', () => {
  test('the stand-in of an approver who is away, on the last day too', async () => {
    await away('tom-berg', 'raj-patel');
    const { id } = await startRequest(open, 'prairie-lakes-idx');
    await open.activities().ask(turn(id));
    expect(await open.letters(id)).toEqual(['ask raj.patel sent']);
    expect(await seats(id)).toEqual(['away tom-berg raj-patel']);
    await open.db.deleteFrom('absence').execute();
  });

  test('nobody twice: two who name the same stand-in, or one who is asked already', async () => {
    await away('otto-kline', 'rosa-quint');
    await away('lena-wirth', 'rosa-quint');
    await away('paul-arden', 'lena-wirth');
    const { id } = await startRequest(open, 'blue-mesa-idx');
    await open.activities().ask(turn(id));
    expect(await seats(id)).toEqual(['away otto-kline rosa-quint']);
    expect((await open.letters(id)).toSorted()).toEqual([
      'ask lena.wirth sent',
      'ask paul.arden sent',
      'ask rosa.quint sent',
    ]);
    await open.db.deleteFrom('absence').execute();
  });

  test('[case 15] an alternate for whoever has left the register; staff, when there is none', async () => {
    const [asked, short] = [await startRequest(open, 'blue-mesa-vow'), await startRequest(open)];
    for (const id of ['ines-ford', 'ann-lee']) await leave(id, false);
    await open.activities().ask(turn(asked.id));
    await open.activities().ask(turn(short.id));
    for (const id of ['ines-ford', 'ann-lee']) await leave(id, true);
    expect(await seats(asked.id)).toEqual(['reassigned ines-ford rosa-quint']);
    expect(await open.letters(asked.id)).toContain('ask rosa.quint sent');
    expect(await open.letters(asked.id)).not.toContain('ask ines.ford sent');
    expect(await open.store.tasks.ofRequest(short.id)).toMatchObject([
      { note: 'Ann Lee may no longer decide for Harbor Coast MLS. Name somebody else for "MLS approval".' },
    ]);
  });

  test('[case 15] the backup on the register comes before the alternates, if they may decide about it', async () => {
    const [one, other] = [await startRequest(open, 'blue-mesa-vow'), await startRequest(open, 'blue-mesa-vow')];
    await open.activities().ask(turn(one.id));
    await set('ines-ford', { backup_id: 'otto-kline' });
    await leave('ines-ford', false);
    await open.activities().ask(turn(one.id, 2));
    expect(await seats(one.id)).toEqual(['reassigned ines-ford otto-kline']);
    const [closed] = (await open.store.links.ofRequest(one.id)).filter(({ approverId }) => approverId === 'ines-ford');
    expect(closed).toMatchObject({ closedBecause: 'passed-on' });
    await leave('otto-kline', false);
    await open.activities().ask(turn(other.id));
    expect(await seats(other.id)).toContain('reassigned ines-ford rosa-quint');
    await set('ines-ford', { backup_id: null });
    for (const id of ['ines-ford', 'otto-kline']) await leave(id, true);
  });

  test('[case 15] where nobody is found their link is closed, they are asked no more, and staff are called once', async () => {
    const { id } = await startRequest(open);
    await open.activities().ask(turn(id));
    await leave('ann-lee', false);
    for (const count of [2, 3]) await open.activities().ask(turn(id, count));
    await leave('ann-lee', true);
    expect(await open.letters(id)).toEqual(['ask ann.lee sent']);
    expect(await open.store.links.ofRequest(id)).toMatchObject([{ closedBecause: 'not-listed' }]);
    expect(await open.store.tasks.ofRequest(id)).toHaveLength(1);
    // Back on the register, they are asked again.
    await open.activities().ask(turn(id, 4));
    expect(await open.letters(id)).toEqual(['ask ann.lee sent', 'ask ann.lee sent']);
  });

  test('who has a new address is asked there, and the mail to the old one is void', async () => {
    const { id } = await startRequest(open);
    const mailer = createMemoryMailer();
    const { ask } = open.activities({ mailer });
    await ask(turn(id));
    await set('ann-lee', { email: 'ann@new.example' });
    await ask(turn(id, 2));
    expect(await open.letters(id)).toEqual(['ask ann.lee sent', 'ask ann sent']);
    const links = await open.store.links.ofRequest(id);
    expect(links.map(({ closedBecause }) => closedBecause)).toEqual(['passed-on', null]);
    await act(open, mailer, 'ann', approve);
    const { standing, facts } = (await open.store.requests.file(id))!;
    expect([standing.state, facts.decisions[0]!.approver.email]).toEqual(['approved', 'ann@new.example']);
    await set('ann-lee', { email: 'ann.lee@harbor-coast.example' });
  });

  test('a group that has become too small calls staff, once', async () => {
    const { id } = await startRequest(open, 'blue-mesa-idx');
    const mailer = createMemoryMailer();
    const { ask } = open.activities({ mailer });
    await ask(turn(id));
    for (const who of ['otto.kline', 'lena.wirth']) await act(open, mailer, who, { verdict: 'recuse' });
    for (const count of [2, 3]) await ask(turn(id, count));
    const tasks = await open.store.tasks.ofRequest(id);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]!.note).toMatch(/support must name somebody/);
  });
});

test('each act gets one receipt, whichever activity comes first', async () => {
  const { id } = await startRequest(open);
  const mailer = createMemoryMailer();
  const { ask, record } = open.activities({ mailer });
  await ask(turn(id));
  await act(open, mailer, 'ann.lee', approve);
  await record(turn(id, 2));
  await ask(turn(id, 3));
  expect((await open.letters(id)).filter((letter) => letter.startsWith('receipt'))).toEqual(['receipt ann.lee sent']);
});
