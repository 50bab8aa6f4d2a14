import { randomUUID } from 'node:crypto';
import { approve, decide, openStep, said, say, startRequest, wrongCode } from '../../support/store-scene';
import { eventsOf, moveDeadline, onEachEngine, withoutApprover } from './engines';
import { mailReceipt } from './mailed';

onEachEngine((open) => {
  /** A request that Ann approved, with the receipt in her mailbox. */
  async function approved() {
    const { id } = await startRequest(open);
    const decision = await said(open, await openStep(open, id, 'mls', 'ann-lee'), approve);
    return { id, decision, receipt: await mailReceipt(open, id, decision.id) };
  }
  const standingOf = async (id: string) => (await open.store.requests.file(id))!.standing;

  test('an approval is taken back with a reason', async () => {
    const { id, receipt } = await approved();
    expect(await say(open, receipt, { verdict: 'revoke' }, ' ')).toMatchObject({
      kind: 'refused',
      refusal: { code: 'reason-required' },
    });
    expect(await said(open, receipt, { verdict: 'revoke' }, 'a mistake')).toMatchObject({ verdict: 'revoke' });
    expect(await standingOf(id)).toMatchObject({ state: 'revoked', reason: 'a mistake' });
    expect(await eventsOf(open, id)).toEqual(['request-started', 'approved', 'decision-refused', 'approval-revoked']);
  });

  test('[case 2] taken back twice: the second press is no event', async () => {
    const { id, receipt } = await approved();
    await said(open, receipt, { verdict: 'revoke' }, 'a mistake');
    const before = await eventsOf(open, id);
    expect(await say(open, receipt, { verdict: 'revoke' }, 'a mistake')).toMatchObject({
      kind: 'refused',
      refusal: { code: 'already-decided', earlier: { verdict: 'revoke' } },
    });
    expect(await eventsOf(open, id)).toEqual(before);
  });

  test('[case 25] "that was not me" names the act, and needs no reason', async () => {
    const { id, receipt, decision } = await approved();
    expect(await say(open, receipt, { verdict: 'disown' }, '')).toMatchObject({
      kind: 'recorded',
      decision: { verdict: 'disown', of: decision.id, reason: 'It was not me.' },
    });
    expect(await standingOf(id)).toMatchObject({ state: 'revoked' });
    expect(await eventsOf(open, id)).toContain('disowned');
  });

  test('[case 25] a denial by somebody else is disowned before the request has ended by it, or not at all', async () => {
    const { id } = await startRequest(open, 'prairie-lakes-idx');
    const denial = await said(open, await openStep(open, id, 'broker', 'tom-berg'), { verdict: 'deny' });
    const receipt = await mailReceipt(open, id, denial.id);
    expect(await say(open, receipt, { verdict: 'disown' })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'request-closed' },
    });
  });

  test('the receipt of an act that was no approval takes nothing back by "revoke"', async () => {
    const { id } = await startRequest(open);
    const question = await said(open, await openStep(open, id, 'mls', 'ann-lee'), { verdict: 'ask' });
    const receipt = await mailReceipt(open, id, question.id);
    expect(await say(open, receipt, { verdict: 'revoke' })).toMatchObject({
      refusal: { code: 'nothing-to-take-back' },
    });
    expect(await said(open, receipt, { verdict: 'disown' })).toMatchObject({ of: question.id });
  });

  test('[case 9] a receipt needs its code, and is locked by wrong ones', async () => {
    const { receipt } = await approved();
    for (const triesLeft of [4, 3, 2, 1])
      expect(await say(open, receipt, { verdict: 'disown' }, '', wrongCode)).toEqual({ kind: 'wrong-code', triesLeft });
    expect(await say(open, receipt, { verdict: 'disown' }, '', wrongCode)).toEqual({ kind: 'locked' });
    expect(await say(open, receipt, { verdict: 'disown' })).toEqual({ kind: 'locked' });
  });

  test('an old receipt takes nothing back', async () => {
    const { receipt } = await approved();
    await moveDeadline(open, receipt, '-1 second');
    expect(await say(open, receipt, { verdict: 'revoke' })).toEqual({ kind: 'expired' });
  });

  test('[case 15] who has left the register may still take their approval back', async () => {
    const { receipt } = await approved();
    await withoutApprover(open, 'ann-lee', async () => {
      expect(await say(open, receipt, { verdict: 'revoke' })).toMatchObject({ kind: 'recorded' });
    });
  });

  test('[case 15] set aside by the register: void once, on record as attested, however often it is asked for', async () => {
    const { id, decision } = await approved();
    const because = 'Ann Lee may no longer speak for the MLS.';
    for (let n = 0; n < 3; n += 1) await open.store.decisions.setAside(id, decision.id, because);
    const { facts } = (await open.store.requests.file(id))!;
    expect(facts.decisions).toMatchObject([
      { verdict: 'approve' },
      { verdict: 'disown', of: decision.id, reason: because, grade: 'attested' },
    ]);
    expect((await eventsOf(open, id)).filter((kind) => kind === 'disowned')).toHaveLength(1);
    const evidence = await open.db
      .selectFrom('evidence')
      .select(['grade', 'detail'])
      .where('request_id', '=', id)
      .execute();
    expect(evidence).toContainEqual({ grade: 'attested', detail: { setAside: because } });
  });

  test('what is not there is not set aside', async () => {
    const { id } = await approved();
    await open.store.decisions.setAside(id, randomUUID(), 'x');
    expect(await eventsOf(open, id)).toEqual(['request-started', 'approved']);
  });

  test('taken back while the rest of the chain is asked: it counts as a denial', async () => {
    const { id } = await startRequest(open, 'prairie-lakes-idx');
    const approval = await said(open, await openStep(open, id, 'broker', 'tom-berg'), approve);
    await said(open, await mailReceipt(open, id, approval.id), { verdict: 'revoke' }, 'a mistake');
    expect(await standingOf(id)).toMatchObject({ state: 'denied', stepId: 'broker' });
    expect(await decide(open, await openStep(open, id, 'mls', 'mia-olson'))).toMatchObject({
      refusal: { code: 'request-closed' },
    });
  });
});
