import { randomUUID } from 'node:crypto';
import { approve, decide, openStep, said, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

const kim = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };
const lou = { id: 'lou', name: 'Lou', email: 'lou@operator.example' };
const max = { id: 'max', name: 'Max', email: 'max@operator.example' };
const reason = 'signed on paper';

const refused = (code: string) => ({ kind: 'refused', refusal: { code } });

onEachEngine((open) => {
  /** A request whose step "mls" accepts the word of staff; the committee beside it does not. */
  async function started() {
    const { id } = await startRequest(open, 'blue-mesa-vow');
    await openStep(open, id, 'mls', 'ines-ford');
    return id;
  }
  const ask = (id: string, more: { stepId?: string; reason?: string } = {}) =>
    open.store.orders.askOverride(id, { stepId: 'mls', by: kim, reason, ...more });
  const asked = async (id: string) => {
    expect(await ask(id)).toEqual({ kind: 'asked' });
    return (await open.store.orders.vouchings(id)).at(-1)!.id;
  };

  test('one staff member asks: nothing counts yet, and it waits for a second one', async () => {
    const id = await started();
    await asked(id);
    expect(await open.store.orders.vouchings(id)).toMatchObject([{ requestId: id, stepId: 'mls', by: kim, reason }]);
    const { facts } = (await open.store.requests.file(id))!;
    expect(facts.overrides).toEqual([]);
    expect(await eventsOf(open, id)).toEqual(['request-started', 'override-asked']);
  });

  test('a second one confirms: evidence, override and audit row, and the workflow is told', async () => {
    const id = await started();
    const vouchingId = await asked(id);
    expect(await open.store.orders.confirmOverride(id, vouchingId, lou)).toMatchObject({
      kind: 'recorded',
      dispatch: { message: { type: 'changed' } },
    });
    const { facts, standing } = (await open.store.requests.file(id))!;
    expect(facts.overrides).toMatchObject([{ stepId: 'mls', by: kim, confirmedBy: lou, reason }]);
    expect(standing).toMatchObject({ state: 'pending', open: [{ stepId: 'committee' }] });
    const evidence = open.db.selectFrom('evidence').select('grade').where('id', '=', facts.overrides[0]!.evidenceId);
    expect(await evidence.execute()).toEqual([{ grade: 'attested' }]);
    expect(await open.store.orders.vouchings(id)).toEqual([]);
    expect((await eventsOf(open, id)).at(-1)).toBe('overridden');
  });

  test('not the one who asked, under whatever account of the same mailbox', async () => {
    const id = await started();
    const vouchingId = await asked(id);
    const again = { id: 'kim2', name: 'Kimberley', email: 'K.im+two@operator.example' };
    for (const by of [kim, again])
      expect(await open.store.orders.confirmOverride(id, vouchingId, by)).toMatchObject(refused('unfit-order'));
    expect(await eventsOf(open, id)).toEqual(['request-started', 'override-asked']);
  });

  test('two confirm at once: one wins, the other is told that it was confirmed before', async () => {
    const id = await started();
    const vouchingId = await asked(id);
    const outcomes = await Promise.all([lou, max].map((by) => open.store.orders.confirmOverride(id, vouchingId, by)));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['recorded', 'refused']);
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject(refused('unfit-order'));
    expect((await open.store.requests.file(id))!.facts.overrides).toHaveLength(1);
  });

  test.each([
    ['where the step does not accept the word of staff', { stepId: 'committee' }, 'evidence-insufficient'],
    ['without a reason', { reason: '  ' }, 'reason-required'],
    ['at a step that is not there', { stepId: 'board' }, 'unknown-step'],
  ])('is not even asked for %s', async (_where, more, code) => {
    const id = await started();
    expect(await ask(id, more)).toMatchObject(refused(code));
    expect(await open.store.orders.vouchings(id)).toEqual([]);
  });

  test('what was decided meanwhile needs no override', async () => {
    const id = await started();
    const vouchingId = await asked(id);
    await said(open, await openStep(open, id, 'mls', 'ines-ford', 2), approve);
    expect(await open.store.orders.confirmOverride(id, vouchingId, lou)).toMatchObject(refused('step-not-open'));
  });

  test('what was asked of another request, or of none, is not confirmed', async () => {
    const [one, other] = [await started(), await started()];
    const vouchingId = await asked(one);
    expect(await open.store.orders.confirmOverride(other, vouchingId, lou)).toMatchObject(refused('unfit-order'));
    expect(await open.store.orders.confirmOverride(randomUUID(), vouchingId, lou)).toEqual({ kind: 'unknown' });
    expect(await ask(randomUUID())).toEqual({ kind: 'unknown' });
  });

  test('who is asked there is told that the step is closed', async () => {
    const id = await started();
    await open.store.orders.confirmOverride(id, await asked(id), lou);
    expect(await decide(open, await openStep(open, id, 'mls', 'ines-ford', 2))).toMatchObject(refused('step-closed'));
  });
});
