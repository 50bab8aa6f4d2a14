import { sql } from 'kysely';
import { noLimits } from '../../../domain/limits';
import { hashToken } from '../../../secrets/token';
import type { ChosenAct } from '../../../store/port';
import { approve, openStep, said, say, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine, untold, withoutApprover, about } from './engines';
import { mailReceipt } from './mailed';

const delegate = (toId: string, awayUntil: string | null = null): ChosenAct => ({
  verdict: 'delegate',
  toId,
  awayUntil,
});

onEachEngine((open) => {
  /** A request that waits for one approver, with their link. */
  async function asked(planId = 'prairie-lakes-idx', stepId = 'broker', approverId = 'tom-berg') {
    const { id } = await startRequest(open, planId);
    return { id, token: await openStep(open, id, stepId, approverId) };
  }
  const factsOf = async (id: string) => (await open.store.requests.file(id))!.facts;

  const acts: readonly (readonly [ChosenAct, object, string])[] = [
    [approve, { verdict: 'approve', limits: noLimits }, 'approved'],
    [{ verdict: 'deny' }, { verdict: 'deny' }, 'denied'],
    [{ verdict: 'ask' }, { verdict: 'ask' }, 'asked-back'],
    [
      { verdict: 'propose', planId: 'prairie-lakes-private' },
      { verdict: 'propose', plan: { id: 'prairie-lakes-private', name: 'Back office' } },
      'proposed',
    ],
    [delegate('raj-patel'), { verdict: 'delegate', to: { id: 'raj-patel', name: 'Raj Patel' } }, 'delegated'],
    [{ verdict: 'recuse' }, { verdict: 'recuse' }, 'recused'],
  ];
  test.each(acts)('%j is recorded, told, and closes the link', async (act, recorded, event) => {
    const { id, token } = await asked();
    expect(await say(open, token, act, '  so be it ')).toMatchObject({
      kind: 'recorded',
      decision: { ...recorded, reason: 'so be it', approver: { id: 'tom-berg' }, grade: 'link+code' },
      dispatch: { message: { type: 'decision' } },
    });
    expect((await factsOf(id)).decisions).toMatchObject([recorded]);
    expect(await eventsOf(open, id)).toEqual(['request-started', event]);
    expect(await open.store.links.find(hashToken(token))).toMatchObject({ closedBecause: 'decided' });
  });

  test('the conditions of an approval are kept with it', async () => {
    const { id, token } = await asked();
    const limits = { ...noLimits, readOnly: true, until: '2027-01-31', domains: ['homes.example'] };
    await said(open, token, { verdict: 'approve', limits });
    expect((await factsOf(id)).decisions).toMatchObject([{ limits }]);
    const [, approved] = await open.store.audit.ofRequest(id);
    expect(approved!.note).toBe('Tom Berg approved on conditions: read only; until 2027-01-31; only on homes.example.');
  });

  const refusals: readonly (readonly [string, ChosenAct, string, string])[] = [
    ['a denial without a reason', { verdict: 'deny' }, ' ', 'reason-required'],
    ['a question without words', { verdict: 'ask' }, '', 'reason-required'],
    ['a plan that nobody offers', { verdict: 'propose', planId: 'no-such-plan' }, 'x', 'unfit-order'],
    ['another MLS’s plan', { verdict: 'propose', planId: 'harbor-coast-own' }, 'x', 'unfit-order'],
    ['the plan that is asked for', { verdict: 'propose', planId: 'prairie-lakes-idx' }, 'x', 'unfit-order'],
    ['a person whom nobody knows', delegate('nobody'), '', 'unfit-delegate'],
    ['a person of another MLS', delegate('ann-lee'), '', 'unfit-delegate'],
    ['oneself', delegate('tom-berg'), '', 'unfit-delegate'],
  ];
  test.each(refusals)('%s: refused, on record, and the link stays good', async (_what, act, reason, code) => {
    const { id, token } = await asked();
    expect(await say(open, token, act, reason)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await eventsOf(open, id)).toEqual(['request-started', 'decision-refused']);
    expect(await say(open, token, approve)).toMatchObject({ kind: 'recorded' });
  });

  test('[case 15] nobody hands on to a person who has left the register', async () => {
    const { token } = await asked();
    await withoutApprover(open, 'raj-patel', async () => {
      expect(await say(open, token, delegate('raj-patel'))).toMatchObject({
        kind: 'refused',
        refusal: { code: 'unfit-delegate', because: 'Raj Patel may no longer decide for Prairie Lakes MLS.' },
      });
    });
  });

  test('[case 15] an approver who has left hands nothing on and asks nothing', async () => {
    const { token } = await asked();
    await withoutApprover(open, 'tom-berg', async () => {
      for (const act of [delegate('raj-patel'), { verdict: 'ask' }, { verdict: 'recuse' }] as const)
        expect(await say(open, token, act)).toMatchObject({ kind: 'refused', refusal: { code: 'not-an-approver' } });
    });
  });

  test('who got the place by delegation answers for it, once and no further', async () => {
    const { id, token } = await asked();
    await said(open, token, delegate('raj-patel'));
    const rajs = await openStep(open, id, 'broker', 'raj-patel');
    expect(await say(open, token, approve)).toMatchObject({ kind: 'refused', refusal: { code: 'already-decided' } });
    const toms = await openStep(open, id, 'broker', 'tom-berg', 2);
    expect(await say(open, toms, approve)).toMatchObject({ refusal: { code: 'not-an-approver' } });
    expect(await say(open, rajs, delegate('mia-olson'))).toMatchObject({ refusal: { code: 'delegated-before' } });
    expect(await said(open, rajs, approve)).toMatchObject({ approver: { id: 'raj-patel', name: 'Raj Patel' } });
  });

  test('away until a day: kept, and what else waits for that approver is looked at again', async () => {
    const others = [await asked(), await asked(), await asked()];
    await said(open, others[2]!.token, approve);
    const { token } = await asked();
    const waiting = await untold(open, others[0]!.id);
    const { evidenceId } = await said(open, token, delegate('raj-patel', '2031-03-14'));
    expect(await untold(open, others[0]!.id)).toEqual([...waiting, 'changed']);
    expect(await untold(open, others[1]!.id)).toEqual([...waiting, 'changed']);
    expect(await untold(open, others[2]!.id)).toEqual([...waiting, 'decision']);
    expect(
      await open.store.absences.on('2031-03-14', ['tom-berg', 'mia-olson'], await about(open, 'prairie-lakes-idx')),
    ).toEqual([{ approverId: 'tom-berg', to: expect.objectContaining({ id: 'raj-patel' }), until: '2031-03-14' }]);
    const kept = await open.db
      .selectFrom('absence')
      .select('evidence_id')
      .where('approver_id', '=', 'tom-berg')
      .execute();
    expect(kept).toEqual([{ evidence_id: evidenceId }]);
  });

  test('away, said in two requests at once: both are recorded', async () => {
    const [one, two] = [await asked(), await asked()];
    const outcomes = await Promise.all(
      [one, two].map(({ token }) => say(open, token, delegate('raj-patel', '2031-03-14'))),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['recorded', 'recorded']);
  });

  test('a delegation that is refused leaves no standing order', async () => {
    const { token } = await asked();
    await sql`delete from absence`.execute(open.db);
    await say(open, token, delegate('ann-lee', '2031-03-14'));
    expect(await open.store.absences.on('2031-03-14', ['tom-berg'], await about(open, 'prairie-lakes-idx'))).toEqual(
      [],
    );
  });

  test('a receipt takes back and nothing else; a decision link takes nothing back', async () => {
    const { id, token } = await asked();
    for (const verdict of ['revoke', 'disown'] as const)
      expect(await say(open, token, { verdict })).toEqual({ kind: 'unknown' });
    const { id: decisionId } = await said(open, token, approve);
    const receipt = await mailReceipt(open, id, decisionId);
    for (const [act] of acts) expect(await say(open, receipt, act)).toEqual({ kind: 'unknown' });
    expect(await eventsOf(open, id)).toEqual(['request-started', 'approved']);
  });
});
