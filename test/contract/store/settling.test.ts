import { randomUUID } from 'node:crypto';
import { noLimits } from '../../../domain/limits';
import { json } from '../../../store/sql/database';
import { approve, decide, letterFor, openStep, said, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';
import { mailReceipt } from './mailed';

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

  test('[case 110] a step whose time ran out lapses by the database’s clock', async () => {
    const { id } = await startRequest(open);
    await openStep(open, id, 'mls', 'ann-lee');
    const before = await open.store.now();
    await open.store.letters.write({ requestId: id, key: 'lapse.1', letters: [], lapsed: 'mls' });
    const { standing, facts } = await open.store.requests.settle(id);
    expect(standing).toMatchObject({ state: 'lapsed', stepId: 'mls' });
    expect(facts.lapse!.at).toBeGreaterThanOrEqual(before);
    expect(facts.lapse!.at).toBeLessThanOrEqual(await open.store.now());
    expect(await eventsOf(open, id)).toContain('request-lapsed');
  });

  test('an answer that came meanwhile is worth more than the clock: nothing lapses', async () => {
    const { id } = await startRequest(open);
    await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
    await open.store.letters.write({ requestId: id, key: 'lapse.1', letters: [], lapsed: 'mls' });
    const { standing, facts } = await open.store.requests.settle(id);
    expect(facts.lapse).toBeNull();
    expect(standing.state).toBe('approved');
  });

  test('approved and then taken back: two outcomes, each recorded once', async () => {
    const { id } = await startRequest(open);
    const approval = await said(open, await openStep(open, id, 'mls', 'ann-lee'), approve);
    await open.store.requests.settle(id);
    await said(open, await mailReceipt(open, id, approval.id), { verdict: 'revoke' }, 'a mistake');
    for (let n = 0; n < 2; n += 1) expect((await open.store.requests.settle(id)).standing.state).toBe('revoked');
    const outcomes = await open.db
      .selectFrom('outcome')
      .select('state')
      .where('request_id', '=', id)
      .orderBy('settled_at')
      .execute();
    expect(outcomes.map(({ state }) => state)).toEqual(['approved', 'revoked']);
    const settled = (await eventsOf(open, id)).filter((kind) => kind.startsWith('request-'));
    expect(settled).toEqual(['request-started', 'request-approved', 'request-revoked']);
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
    const detail = json({});
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
        approver: json(chain.steps[0]!.approvers[0]!),
        verdict: 'approve',
        act: json({ verdict: 'approve' as const, limits: noLimits }),
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
    await expect(
      open.store.letters.write({ requestId, key: 'ask.1', letters: [letterFor(requestId)] }),
    ).rejects.toThrow(there);
    await expect(open.store.audit.append(requestId, event)).rejects.toThrow(there);
    await expect(open.store.requests.settle(requestId)).rejects.toThrow(there);
    expect(await open.store.credentials.disable(requestId, 'Support', 'x')).toBeUndefined();
  });
});
