import { createMemoryMailer } from '../support/memory-mailer';
import { approve, startRequest } from '../support/store-scene';
import { act } from './mails';
import { type ActivityScene, openActivityScene, turn } from './scene';

let open: ActivityScene;
beforeAll(async () => (open = await openActivityScene()));
afterAll(() => open.close());

/** Asked on Monday 2 March 2026: reminders on the 4th and the 6th, the lapse on Monday 30 March at 17:00 in Maine. */
const asked = '2026-03-02T15:00:00Z';
const planned = '2026-03-30T21:00:00.000Z';

type Mail = 'arrives' | 'is down';
interface Case {
  /** Whether mail arrives when asked, and at both reminders. */
  readonly mail: readonly [Mail, Mail, Mail];
  /** When the mail server is back and what waits is sent. */
  readonly backAt?: string;
  /** When the step may lapse at the earliest, as far as is known when its time is over; null: at once. */
  readonly notBefore: string | null;
}
const cases: Record<string, Case> = {
  'everybody got everything': { mail: ['arrives', 'arrives', 'arrives'], notBefore: null },
  'the question arrived, the reminders did not': { mail: ['arrives', 'is down', 'is down'], notBefore: null },
  'the last reminder was delivered two business days late': {
    mail: ['arrives', 'arrives', 'is down'],
    backAt: '2026-03-10T15:00:00Z',
    notBefore: '2026-04-01T21:00:00.000Z',
  },
  'nobody ever got a mail: as much time as after the last reminder, from now on': {
    mail: ['is down', 'is down', 'is down'],
    notBefore: '2026-04-22T21:00:00.000Z',
  },
  'the only mail came on the last day': {
    mail: ['is down', 'is down', 'is down'],
    backAt: '2026-03-30T20:00:00Z',
    notBefore: '2026-04-22T21:00:00.000Z',
  },
};

test.each(Object.entries(cases))('%s', async (_what, { mail, backAt, notBefore }) => {
  await open.setClock(asked);
  const { id } = await startRequest(open);
  const mailer = createMemoryMailer();
  const activities = open.activities({ mailer });
  const server = (state: Mail) => (state === 'arrives' ? mailer.answer(250, 'kept') : mailer.answer(451, 'not now'));
  server(mail[0]);
  const { facts, letters: waiting } = await activities.ask(turn(id));
  const { dues } = facts.openings[0]!;
  const late = [...waiting];
  for (const [index, due] of dues.filter(({ kind }) => kind === 'remind').entries()) {
    await open.setClock(new Date(due.at).toISOString());
    server(mail[index + 1]!);
    const { letters } = await activities.remind({ ...turn(id, index + 2), stepId: 'mls', at: due.at });
    late.push(...letters);
  }
  if (backAt) {
    await open.setClock(backAt);
    server('arrives');
    for (const letterId of late) await activities.deliver({ letterId });
  }

  await open.setClock(planned);
  const at = dues.at(-1)!.at;
  expect(new Date(at).toISOString()).toBe(planned);
  const after = await activities.lapse({ ...turn(id, 4), stepId: 'mls', at });
  const reminded = after.facts.openings.filter(({ because }) => because === 'reminded-late');
  expect(reminded.map((opening) => new Date(opening.dues.at(-1)!.at).toISOString())).toEqual(
    notBefore ? [notBefore] : [],
  );
  expect((await open.store.requests.file(id))!.standing.state).toBe(notBefore ? 'pending' : 'lapsed');
});

test('somebody in a group got no mail: the step waits for them', async () => {
  await open.setClock(asked);
  const { id } = await startRequest(open, 'summit-ridge-vow');
  const mailer = createMemoryMailer();
  const activities = open.activities({
    mailer: {
      ...mailer,
      async send(mail, signal) {
        if (mail.envelope.to.startsWith('eva')) throw new Error('greylisted');
        return mailer.send(mail, signal);
      },
    },
  });
  const { facts } = await activities.ask(turn(id));
  const { at } = facts.openings[0]!.dues.at(-1)!;
  await open.setClock(new Date(at).toISOString());
  const after = await activities.lapse({ ...turn(id, 2), stepId: 'mls', at });
  expect(after.facts.openings.map(({ because }) => because)).toEqual(['opened', 'reminded-late']);
  expect(after.facts.lapse).toBeNull();
});

test('the same turn again lapses once; an answer in time keeps the step from lapsing', async () => {
  await open.setClock(asked);
  const [silent, answered] = [await startRequest(open), await startRequest(open)];
  const mailer = createMemoryMailer();
  const { ask, lapse } = open.activities({ mailer });
  const { facts } = await ask(turn(silent.id));
  await ask(turn(answered.id));
  await act(open, mailer, 'ann.lee', approve);
  const { at } = facts.openings[0]!.dues.at(-1)!;
  await open.setClock(planned);
  for (const { id } of [silent, silent, answered]) await lapse({ ...turn(id, 2), stepId: 'mls', at });
  expect((await open.store.requests.settle(silent.id)).standing.state).toBe('lapsed');
  expect((await open.store.requests.settle(answered.id)).standing.state).toBe('approved');
  expect((await open.events(silent.id)).filter((kind) => kind === 'request-lapsed')).toHaveLength(1);
});
