import { createMemoryMailer } from '../support/memory-mailer';
import { approve, startRequest } from '../support/store-scene';
import { act } from './mails';
import { type ActivityScene, openActivityScene, turn } from './scene';

let open: ActivityScene;
beforeAll(async () => {
  open = await openActivityScene();
  await open.setClock('2026-03-02T15:00:00Z');
});
afterAll(() => open.close());

/** A request whose questions could not leave: the mail server says "not now". */
async function waiting(planId: string) {
  const { id } = await startRequest(open, planId);
  const mailer = createMemoryMailer();
  const activities = open.activities({ mailer });
  mailer.answer(451, 'not now');
  const { letters } = await activities.ask(turn(id));
  const letterTo = (name: string) => letters.find((letter) => letter.includes(name))!;
  return { id, mailer, activities, letterTo };
}

test('"not now" is an error, so that it is tried again; a yes is on record, and nothing is sent twice', async () => {
  const { id, mailer, activities, letterTo } = await waiting('harbor-coast-idx');
  const letterId = letterTo('ann-lee');
  await expect(activities.deliver({ letterId })).rejects.toThrow('not now');
  expect(await open.letters(id)).toEqual(['ask ann.lee waits']);
  mailer.answer(250, 'kept');
  for (let n = 0; n < 2; n += 1) await activities.deliver({ letterId });
  expect(mailer.sent).toHaveLength(1);
  expect(await open.letters(id)).toEqual(['ask ann.lee sent']);
  expect((await open.events(id)).filter((kind) => kind === 'letter-sent')).toHaveLength(1);
});

test('a final no is on record and no error; it is not sent again', async () => {
  const { id, mailer, activities, letterTo } = await waiting('harbor-coast-idx');
  mailer.answer(550, 'no such user');
  await activities.deliver({ letterId: letterTo('ann-lee') });
  mailer.answer(250, 'kept');
  await activities.deliver({ letterId: letterTo('ann-lee') });
  expect(mailer.sent).toEqual([]);
  expect(await open.letters(id)).toEqual(['ask ann.lee refused']);
});

test('a letter that nobody knows is given up for good', async () => {
  await expect(open.activities().deliver({ letterId: 'nobody’s' })).rejects.toMatchObject({
    type: 'LetterUnknown',
    nonRetryable: true,
  });
});

describe('a question that is moot is recalled and not sent', () => {
  const moot: Record<string, (id: string) => Promise<unknown>> = {
    'the request was withdrawn': (id) => open.store.requests.withdraw(id, 'Support', 'asked twice'),
    'somebody else is asked in that place': (id) =>
      open.store.orders.reassign(id, {
        stepId: 'committee',
        fromId: 'otto-kline',
        toId: 'rosa-quint',
        by: 'Kim',
        reason: 'no mailbox',
      }),
    'the time of the step ran out': (id) =>
      open.store.letters.write({ requestId: id, key: 'lapse.1', letters: [], lapsed: 'committee' }),
  };
  test.each(Object.entries(moot))('%s', async (_why, happens) => {
    const { id, mailer, activities, letterTo } = await waiting('blue-mesa-idx');
    await happens(id);
    mailer.answer(250, 'kept');
    await activities.deliver({ letterId: letterTo('otto-kline') });
    expect(mailer.sent).toEqual([]);
    expect(await open.letters(id)).toContain('ask otto.kline recalled');
    expect(await open.events(id)).toContain('letter-recalled');
    expect(await open.store.tasks.ofRequest(id)).toEqual([]);
  });

  test('a colleague’s answer ends the question of the others only when it is enough', async () => {
    const { id } = await startRequest(open, 'blue-mesa-idx');
    const mailer = createMemoryMailer();
    const { ask, deliver } = open.activities({
      mailer: {
        ...mailer,
        async send(mail, signal) {
          if (mail.envelope.to.startsWith('paul')) throw new Error('greylisted');
          return mailer.send(mail, signal);
        },
      },
    });
    const { letters } = await ask(turn(id));
    await act(open, mailer, 'otto.kline', approve);
    await expect(deliver({ letterId: letters[0]! })).rejects.toThrow('greylisted');
    await act(open, mailer, 'lena.wirth', approve);
    await deliver({ letterId: letters[0]! });
    expect(await open.letters(id)).toContain('ask paul.arden recalled');
  });

  test('the question of an approver whose place somebody else has now; the receipt of it leaves all the same', async () => {
    const { id } = await startRequest(open, 'blue-mesa-idx');
    const mailer = createMemoryMailer();
    const { ask, deliver } = open.activities({ mailer });
    await ask(turn(id));
    await act(open, mailer, 'otto.kline', { verdict: 'ask' }, 'Which site?');
    mailer.answer(451, 'not now');
    const { letters } = await ask(turn(id, 2));
    const order = { stepId: 'committee', fromId: 'otto-kline', toId: 'rosa-quint', by: 'Kim', reason: 'on leave' };
    await open.store.orders.reassign(id, order);
    mailer.answer(250, 'kept');
    for (const letterId of letters) await deliver({ letterId });
    const later = (await open.letters(id)).filter((letter) => !letter.startsWith('ask'));
    expect(later.toSorted()).toEqual(['question dana recalled', 'receipt otto.kline sent']);
  });
});

test('what nobody is asked by leaves whatever happened since', async () => {
  const { id } = await startRequest(open);
  const mailer = createMemoryMailer();
  const { ask, record, deliver } = open.activities({ mailer });
  await ask(turn(id));
  await act(open, mailer, 'ann.lee', { verdict: 'deny' }, 'not in our policy');
  mailer.answer(451, 'not now');
  const { letters } = await record(turn(id, 2));
  mailer.answer(250, 'kept');
  await deliver({ letterId: letters[0]! });
  expect(await open.letters(id)).toEqual(['ask ann.lee sent', 'receipt ann.lee sent']);
});
