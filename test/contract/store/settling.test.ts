import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { decide, letterFor, openStep, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

onEachEngine((open) => {
  test('a pending request stays without outcome', async () => {
    const { id } = await startRequest(open);
    expect((await open.store.requests.settle(id)).standing.state).toBe('pending');
    expect(await eventsOf(open, id)).toEqual(['request-started']);
  });

  test('the outcome is recorded once', async () => {
    const { id } = await startRequest(open);
    await decide(open, await openStep(open, id, 'mls', 'ann-lee'), 'deny');
    await open.store.requests.settle(id);
    await open.store.requests.settle(id);
    expect(await eventsOf(open, id)).toEqual(['request-started', 'denied', 'request-denied']);
  });

  test('[case 110] a step lapses by the database clock', async () => {
    const { id } = await startRequest(open);
    await openStep(open, id, 'mls', 'ann-lee');
    await open.db
      .updateTable('opening')
      .set({ lapse_at: sql<Date>`clock_now()`, opened_at: sql<Date>`clock_now() - interval '1 day'` })
      .where('request_id', '=', id)
      .execute();
    expect((await open.store.requests.settle(id)).standing.state).toBe('lapsed');
  });

  test('a withdrawal is taken while pending and refused after', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    expect(await open.store.requests.withdraw(id, 'Support', 'asked twice')).toMatchObject({ kind: 'recorded' });
    expect(await open.store.requests.withdraw(id, 'Support', 'again')).toMatchObject({
      kind: 'refused',
      refusal: { code: 'request-closed' },
    });
    expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'request-closed' } });
    expect(await open.store.requests.withdraw(randomUUID(), 'Support', 'x')).toEqual({ kind: 'unknown' });
  });

  test('a decision that somebody planted closes nothing: the request can still be withdrawn', async () => {
    const { id, chain } = await startRequest(open);
    await openStep(open, id, 'mls', 'ann-lee');
    const planted = { id: randomUUID(), request_id: id };
    const detail = sql<object>`'{}'::jsonb`;
    await open.db
      .insertInto('evidence')
      .values({ ...planted, grade: 'attested', detail })
      .execute();
    await open.db
      .insertInto('decision')
      .values({
        ...planted,
        step_id: 'mls',
        approver_id: 'ann-lee',
        approver: sql`${JSON.stringify(chain.steps[0]!.approvers[0])}::jsonb`,
        verdict: 'approve',
        reason: '',
        digest: 'of another request',
        evidence_id: planted.id,
        decided_at: new Date(await open.store.now()),
      })
      .execute();
    expect((await open.store.requests.file(id))!.standing.state).toBe('pending');
    expect(await open.store.requests.withdraw(id, 'Support', 'asked twice')).toMatchObject({ kind: 'recorded' });
  });

  test('what is written for a request that is not there is an error, not silence', async () => {
    const requestId = randomUUID();
    const there = new RegExp(`no request ${requestId}`);
    const event = { kind: 'letter-sent', actor: 'x', note: 'x' } as const;
    await expect(open.store.letters.write({ requestId, letters: [letterFor(requestId)] })).rejects.toThrow(there);
    await expect(open.store.audit.append(requestId, event)).rejects.toThrow(there);
    await expect(open.store.requests.settle(requestId)).rejects.toThrow(there);
    expect(await open.store.credentials.disable(requestId, 'Support', 'x')).toBeUndefined();
  });
});
