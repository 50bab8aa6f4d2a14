import { randomUUID } from 'node:crypto';
import { chainFor, startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';

onEachEngine((open) => {
  test('[case 90] the same idempotency key a hundred times at once: one request', async () => {
    const key = randomUUID();
    const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
    const { request } = await startRequest(open, 'harbor-coast-idx', key);
    const again = { ask: request.ask, chain: chainFor(offer), startedBy: request.startedBy, idempotencyKey: key };
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => open.store.requests.start({ ...again, id: randomUUID() })),
    );
    expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['repeated']));
    expect(outcomes.every((outcome) => outcome.kind === 'repeated' && outcome.request.id === request.id)).toBe(true);
  });

  test('[case 90] first starts that race: one wins', async () => {
    const key = randomUUID();
    const starts = await Promise.allSettled(
      Array.from({ length: 100 }, () => startRequest(open, 'harbor-coast-idx', key)),
    );
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const rows = await open.db.selectFrom('request').select('id').where('idempotency_key', '=', key).execute();
    expect(rows).toHaveLength(1);
  });

  test('the key used for another request is told apart', async () => {
    const { request } = await startRequest(open, 'harbor-coast-idx', 'reused');
    const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
    const other = { ...request.ask, use: 'Something else entirely, for somebody else.' };
    const outcome = await open.store.requests.start({
      id: randomUUID(),
      ask: other,
      chain: chainFor(offer),
      startedBy: request.startedBy,
      idempotencyKey: 'reused',
    });
    expect(outcome).toEqual({ kind: 'key-reused', requestId: request.id });
  });

  test('the workflow is owed its start, once', async () => {
    const { dispatch } = await startRequest(open);
    expect(dispatch.message).toEqual({ type: 'start' });
    const first = await open.store.dispatches.claim(1_000, 0, 60_000);
    expect(first.map(({ id }) => id)).toContain(dispatch.id);
    expect(await open.store.dispatches.claim(1_000, 0, 60_000)).toEqual([]);
  });

  test('[case 112] two relays never claim the same message', async () => {
    for (let n = 0; n < 10; n += 1) await startRequest(open);
    const claims = await Promise.all([1, 2, 3, 4].map(() => open.store.dispatches.claim(3, 0, 60_000)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(9);
  });
});
