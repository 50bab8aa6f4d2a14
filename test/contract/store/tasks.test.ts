import { randomUUID } from 'node:crypto';
import { decide, letterFor, openStep, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

onEachEngine((open) => {
  /** A letter of the request, refused by the mail server. */
  async function refuse(requestId: string, stepId: string | null = 'committee') {
    const letter = letterFor(requestId, randomUUID(), stepId);
    await open.store.letters.write({ requestId, key: letter.id, letters: [letter] });
    await open.store.letters.refused(letter.id, '550 no such user');
  }
  const started = async () => (await startRequest(open, 'blue-mesa-idx')).id;
  const openOf = async (requestId: string) =>
    (await open.store.tasks.ofRequest(requestId)).filter(({ closedAt }) => closedAt === null);

  test('a refused letter calls staff, once for the same trouble', async () => {
    const id = await started();
    for (let n = 0; n < 2; n += 1) await refuse(id);
    expect(await open.store.tasks.ofRequest(id)).toMatchObject([
      {
        stepId: 'committee',
        note: 'The mail server refused "Approve?" to ann.lee@harbor-coast.example: 550 no such user',
        closedAt: null,
        closedBy: null,
      },
    ]);
    expect((await eventsOf(open, id)).filter((kind) => kind === 'staff-called')).toHaveLength(1);
    expect((await open.store.tasks.open(1_000)).map(({ requestId }) => requestId)).toContain(id);
  });

  test('staff close it, once; the same trouble later opens it anew', async () => {
    const id = await started();
    await refuse(id);
    const [task] = await openOf(id);
    expect(await open.store.tasks.close(task!.id, 'Kim')).toMatchObject({
      closedBy: 'Kim',
      closedAt: expect.any(Number),
    });
    expect(await open.store.tasks.close(task!.id, 'Lou')).toBeUndefined();
    expect(await open.store.tasks.close(randomUUID(), 'Lou')).toBeUndefined();
    expect((await eventsOf(open, id)).filter((kind) => kind === 'staff-task-closed')).toHaveLength(1);
    await refuse(id);
    expect(await open.store.tasks.ofRequest(id)).toHaveLength(2);
    expect(await openOf(id)).toHaveLength(1);
  });

  test('two staff members close it at once: one did', async () => {
    const id = await started();
    await refuse(id);
    const [task] = await openOf(id);
    const closed = await Promise.all(['Kim', 'Lou'].map((by) => open.store.tasks.close(task!.id, by)));
    expect(closed.filter((each) => each !== undefined)).toHaveLength(1);
  });

  test('it is closed when the request settles', async () => {
    const { id } = await startRequest(open);
    await refuse(id, null);
    await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
    await open.store.requests.settle(id);
    expect(await open.store.tasks.ofRequest(id)).toMatchObject([{ closedBy: 'Countersign' }]);
  });

  test('it is closed when somebody else is named for its step, and left open for another step', async () => {
    const id = await started();
    await refuse(id, 'committee');
    await open.store.letters.write({
      requestId: id,
      key: 'ask.1',
      letters: [],
      tasks: [{ stepId: 'mls', note: 'Name somebody.' }],
    });
    const order = { stepId: 'committee', fromId: 'otto-kline', toId: 'rosa-quint', by: 'Kim', reason: 'no mailbox' };
    await open.store.orders.reassign(id, order);
    expect((await openOf(id)).map(({ stepId }) => stepId)).toEqual(['mls']);
  });

  test('lists tell those who need staff from the others', async () => {
    const [needy, calm] = [await started(), await started()];
    await refuse(needy);
    const listed = async (needsStaff: boolean) =>
      (await open.store.requests.list({ needsStaff, limit: 1_000, offset: 0 })).map(({ request }) => request.id);
    expect(await listed(true)).toContain(needy);
    expect(await listed(true)).not.toContain(calm);
    expect(await listed(false)).toContain(calm);
    expect(await listed(false)).not.toContain(needy);
    const [task] = await openOf(needy);
    await open.store.tasks.close(task!.id, 'Kim');
    expect(await listed(true)).not.toContain(needy);
  });

  test('the oldest comes first, up to the limit', async () => {
    for (let n = 0; n < 3; n += 1) await refuse(await started());
    const tasks = await open.store.tasks.open(2);
    expect(tasks).toHaveLength(2);
    expect(tasks[0]!.openedAt).toBeLessThanOrEqual(tasks[1]!.openedAt);
    const all = await open.store.tasks.open(1_000);
    expect(all.slice(0, 2)).toEqual(tasks);
  });
});
