import type { ChosenAct } from '../../store/port';
import { noLimits } from '../../domain/limits';
import { approve, ask, type ChainScene, openChainEnv } from '../support/chain-scene';
import { approver, chain, staff, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());
afterEach(async () => {
  await workflows.db.deleteFrom('absence').execute();
  await workflows.db.updateTable('approver').set({ active: true }).execute();
});

const deny: ChosenAct = { verdict: 'deny' };
const handTo = (toId: string, awayUntil: string | null = null): ChosenAct => ({ verdict: 'delegate', toId, awayUntil });

const oneStep = chain(step('mls', ['ann']));
const withAlternate = chain(step('mls', ['ann'], { alternates: [approver('alt')] }));
const twoOfThree = chain(step('committee', ['ann', 'bob', 'cid'], { quorum: { count: 2 } }));
const sideBySide = chain(
  step('broker', ['tom']),
  step('mls', ['ann'], { after: [] }),
  step('legal', ['bob'], { after: ['broker', 'mls'] }),
);

const because = async ({ store, requestId }: ChainScene) => (await store.requests.file(requestId))!.standing.because;
const leave = (id: string) =>
  workflows.db.updateTable('approver').set({ active: false }).where('id', '=', id).execute();
const order = { by: 'Kim', reason: 'they asked us to' };
async function done(scene: ChainScene, outcome: Awaited<ReturnType<ChainScene['store']['orders']['reassign']>>) {
  if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  await scene.tell(outcome.dispatch);
}

test('two of three: the second approval is enough, and each gets a receipt', async () => {
  await workflows.run(twoOfThree, async (scene) => {
    await scene.mailed('cid', /approve data/i);
    await scene.act('bob', approve);
    await scene.mailed('bob', /recorded/i);
    expect(await because(scene)).toContain('1 of 2 approved so far');
    await scene.act('cid', approve);
    await scene.mailed('dana', /ready/);
    expect(
      (await scene.mails()).filter(({ to, subject }) => to.startsWith('ann@') && /recorded/.test(subject)),
    ).toEqual([]);
  });
});

test('steps side by side are asked at once; the one after both waits for both', async () => {
  await workflows.run(sideBySide, async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('ann', /recorded/i);
    expect((await scene.mails()).some(({ to }) => to.startsWith('bob@'))).toBe(false);
    await scene.act('tom', approve);
    await scene.mailed('bob', /approve data/i);
    await scene.act('bob', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('a question goes to the developer, the clock stands still, and the answer comes back beside the question', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'ask' }, 'Who sees the sold prices?');
    const question = await scene.mailed('dana', /question/i);
    expect(question.text).toContain('Who sees the sold prices?');
    expect(await because(scene)).toContain('waits for the developer');
    await scene.sleep('8 days');
    expect(
      (await scene.mails()).filter(({ to, subject }) => to.startsWith('ann@') && /Reminder/.test(subject)),
    ).toEqual([]);
    await scene.answer('Nobody but our agents.', { attachments: [{ name: 'policy.pdf', bytes: Buffer.from('pdf') }] });
    const again = await scene.mailed('ann', /approve data/i, 2);
    expect(again.text).toContain('Nobody but our agents.');
    expect(again.text).toContain('Who sees the sold prices?');
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('a developer who does not answer is reminded; then staff are called and the request lapses', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'ask' }, 'Which site?');
    await scene.mailed('dana', /question/i);
    expect(await scene.result()).toMatchObject({ state: 'lapsed' });
    expect(
      (await scene.mails()).filter(({ to, subject }) => to.startsWith('dana@') && /question/i.test(subject)),
    ).toHaveLength(3);
    await scene.mailed('support', /Stuck/);
  });
});

test('[case 6] an accepted proposal changes the request: old links are void, earlier approvals do not count, everyone is asked anew', async () => {
  const two = chain(step('broker', ['tom']), step('mls', ['ann']));
  await workflows.run(two, async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.act('tom', approve);
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'propose', planId: 'vow' }, 'Your site has a log-in.');
    await scene.mailed('dana', /proposal/i);
    const plan = { ...ask.plan, id: 'vow', name: 'VOW', role: 'vow' as const };
    await scene.answer('Yes, please.', { revision: { ask: { ...ask, plan }, chain: two } });
    const again = await scene.mailed('tom', /approve data/i, 2);
    expect(again.text).toContain('VOW');
    expect(await because(scene)).toContain('waits for Tom');
    await scene.act('tom', approve);
    await scene.mailed('ann', /approve data/i, 2);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
    const { credential } = (await scene.store.requests.file(scene.requestId))!;
    expect(credential?.spec.role).toBe('vow');
  });
});

test('a declined proposal goes back to the approver', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'propose', planId: 'vow' }, 'Your site has a log-in.');
    await scene.mailed('dana', /proposal/i);
    await scene.answer('No, it has none.');
    const again = await scene.mailed('ann', /approve data/i, 2);
    expect(again.text).toContain('No, it has none.');
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('handed on: the other is asked and told by whom, and their approval counts', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', handTo('dan'), 'Dan knows this developer.');
    const toDan = await scene.mailed('dan', /approve data/i);
    expect(toDan.text).toContain('Dan knows this developer.');
    await scene.act('dan', approve);
    await scene.mailed('dana', /ready/);
    expect(await because(scene)).toBe('Approved by Dan.');
  });
});

test('away until a day: what is asked meanwhile goes to the stand-in, in requests that are open already too', async () => {
  const until = new Date((await workflows.env.currentTimeMs()) + 7 * 86_400_000).toISOString().slice(0, 10);
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', handTo('bob', until), 'On leave.');
    await scene.mailed('bob', /approve data/i);
    await scene.act('bob', approve);
    await scene.mailed('dana', /ready/);
  });
  await workflows.db.deleteFrom('absence').execute();
  const later = new Date((await workflows.env.currentTimeMs()) + 7 * 86_400_000).toISOString().slice(0, 10);
  const absence = { id: 'a', approver_id: 'ann', to_id: 'bob', until: later, evidence_id: 'e' };
  await workflows.db.insertInto('absence').values(absence).execute();
  await workflows.run(oneStep, async (scene) => {
    const toBob = await scene.mailed('bob', /approve data/i);
    expect(toBob.text).toContain('Ann is away');
    expect((await scene.mails()).some(({ to }) => to.startsWith('ann@'))).toBe(false);
    await scene.act('bob', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('recused: the rest of the group decides; when nobody is left, staff name somebody', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'recuse' }, 'My sister works there.');
    await scene.until('a task', async () => (await scene.store.tasks.ofRequest(scene.requestId)).length === 1);
    await done(
      scene,
      await scene.store.orders.reassign(scene.requestId, { stepId: 'mls', fromId: 'ann', toId: 'bob', ...order }),
    );
    await scene.mailed('bob', /approve data/i);
    await scene.act('bob', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('escalated: the alternate is asked after six business days and may answer, and so may the approver', async () => {
  await workflows.run(withAlternate, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.sleep('12 days');
    const toAlt = await scene.mailed('alt', /approve data/i);
    expect(toAlt.text).toContain('Ann has not answered');
    expect(
      (await scene.mails()).filter(({ to, subject }) => to.startsWith('ann@') && /Reminder/.test(subject)),
    ).toHaveLength(2);
    await scene.act('alt', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('an approver who has left the register is not asked: the alternate is, or staff are called', async () => {
  await leave('ann');
  await workflows.run(withAlternate, async (scene) => {
    await scene.mailed('alt', /approve data/i);
    expect((await scene.mails()).some(({ to }) => to.startsWith('ann@'))).toBe(false);
    await scene.act('alt', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('[case 15] an approver who leaves between approval and key: no key, the request is asked again', async () => {
  await workflows.run({ ...withAlternate, stopMinutes: 60 }, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('ann', /recorded/i);
    await leave('ann');
    await scene.sleep('2 hours');
    expect(await scene.result()).toMatchObject({ state: 'revoked' });
    expect(await scene.events()).toContain('issue-refused');
    expect((await scene.store.requests.file(scene.requestId))!.credential).toBeNull();
  });
});

test('staff send a new mail, and give a step more time, once', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await done(scene, await scene.store.orders.resend(scene.requestId, { stepId: 'mls', approverId: 'ann', ...order }));
    await scene.mailed('ann', /approve data/i, 2);
    await scene.sleep('25 days');
    await done(scene, await scene.store.orders.extend(scene.requestId, { stepId: 'mls', ...order }));
    await scene.until('extended', async () => (await scene.events()).includes('extended'));
    expect(await scene.store.orders.extend(scene.requestId, { stepId: 'mls', ...order })).toMatchObject({
      kind: 'refused',
    });
    await scene.sleep('20 days');
    await scene.mailed('ann', /Approve|Reminder/, 5);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('an override needs a step that accepts it and a second member of staff', async () => {
  const attested = chain(step('mls', ['ann'], { accepts: ['link+code', 'attested'] }));
  await workflows.run(attested, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    const { orders } = scene.store;
    await orders.askOverride(scene.requestId, { stepId: 'mls', by: staff('kim'), reason: 'signed on paper' });
    const [vouching] = await orders.vouchings(scene.requestId);
    expect(await orders.confirmOverride(scene.requestId, vouching!.id, staff('kim'))).toMatchObject({
      kind: 'refused',
    });
    await done(scene, await orders.confirmOverride(scene.requestId, vouching!.id, staff('lee')));
    await scene.mailed('dana', /ready/);
  });
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    const refused = await scene.store.orders.askOverride(scene.requestId, {
      stepId: 'mls',
      by: staff('kim'),
      reason: 'paper',
    });
    expect(refused).toMatchObject({ kind: 'refused', refusal: { code: 'evidence-insufficient' } });
    await scene.act('ann', deny);
  });
});

test('[case 12] an approval taken back before the chain is approved counts as a denial; after the key, it ends the key', async () => {
  const two = chain(step('broker', ['tom']), step('mls', ['ann']));
  await workflows.run(two, async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.act('tom', approve);
    await scene.mailed('tom', /recorded/i);
    await scene.act('tom', { verdict: 'revoke' }, 'Wrong company.');
    expect(await scene.result()).toMatchObject({ state: 'denied' });
    expect(await scene.events()).toEqual(expect.arrayContaining(['approved', 'approval-revoked']));
  });
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
    await scene.act('ann', { verdict: 'revoke' }, 'Wrong company.');
    expect(await scene.result()).toMatchObject({ state: 'revoked' });
    const told = await scene.mailed('dana', /revoked/i);
    expect(told.text).toContain('Wrong company.');
    const { credential } = (await scene.store.requests.file(scene.requestId))!;
    expect(credential?.disabledAt).not.toBeNull();
  });
});

test('[case 12] an approval taken back weeks after the request has ended still ends the key', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
    await scene.result();
    await scene.sleep('30 days');
    await scene.act('ann', { verdict: 'revoke' }, 'The site shows sold prices.');
    await scene.mailed('dana', /revoked/i);
  });
});

test('[case 25] "not me" within the stop window: no key was made, and the approver is asked again', async () => {
  await workflows.run({ ...oneStep, stopMinutes: 60 }, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('ann', /recorded/i);
    await scene.act('ann', { verdict: 'disown' }, '');
    await scene.mailed('ann', /approve data/i, 2);
    expect((await scene.store.requests.file(scene.requestId))!.credential).toBeNull();
    await scene.act('ann', approve);
    await scene.sleep('2 hours');
    await scene.mailed('dana', /ready/);
  });
});

test('conditions of all approvals are carried into the key', async () => {
  const both = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
  await workflows.run(both, async (scene) => {
    await scene.mailed('bob', /approve data/i);
    await scene.act('ann', { verdict: 'approve', limits: { ...noLimits, readOnly: true, until: '2030-12-31' } });
    await scene.act('bob', {
      verdict: 'approve',
      limits: { ...noLimits, until: '2029-06-30', domains: ['homes.example'] },
    });
    const ready = await scene.mailed('dana', /ready/);
    expect(ready.text).toContain('read only');
    const { credential } = (await scene.store.requests.file(scene.requestId))!;
    expect(credential?.spec.limits).toMatchObject({ readOnly: true, until: '2029-06-30', domains: ['homes.example'] });
  });
});

test('those who are only told hear of the beginning and the end', async () => {
  await workflows.run({ ...oneStep, informed: [approver('cid')] }, async (scene) => {
    await scene.mailed('cid', /information/i);
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('cid', /information/i, 2);
  });
});

test('a step lapses only when those who are waited for got their reminder in time', async () => {
  const brisk = chain(step('mls', ['ann'], { clock: { remind: [1], escalate: null, callStaff: null, lapse: 2 } }));
  await workflows.run(brisk, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    scene.breakMail(true);
    // Past the reminder, whatever weekday it is; it leaves on the day on which the step would lapse.
    await scene.until('reminded', async () => {
      await scene.sleep('6 hours');
      return scene.log.includes('remind');
    });
    await scene.sleep('20 hours');
    scene.breakMail(false);
    await scene.sleep('1 hours');
    await scene.mailed('ann', /Reminder/);
    expect(await scene.result()).toMatchObject({ state: 'lapsed' });
    const { openings } = (await scene.store.requests.file(scene.requestId))!.facts;
    expect(openings.map((opening) => opening.because)).toEqual(['opened', 'reminded-late']);
  });
});
