import type { WorkflowHandle } from '@temporalio/client';
import { noLimits } from '../../domain/limits';
import { approval, changed, decide } from '../../workflows/contract';
import { approve, ask, openChainEnv } from '../support/chain-scene';
import { approver, chain, decision, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());
afterEach(() => workflows.skew(0));

const eventsIn = async (handle: WorkflowHandle) => (await handle.fetchHistory()).events?.length ?? 0;

test('two steps with two reminders each, and a key with two, stay under 140 events', async () => {
  const twoSteps = chain(step('broker', ['tom']), step('mls', ['ann']));
  await workflows.run(twoSteps, async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.sleep('7 days');
    await scene.mailed('tom', /reminder/i, 2);
    await scene.act('tom', approve);
    await scene.mailed('ann', /approve data/i);
    await scene.sleep('7 days');
    await scene.mailed('ann', /reminder/i, 2);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
    await scene.result();
    expect(await eventsIn(scene.handle)).toBeLessThan(140);
  });
});

test('sixty days with every kind of decision', async () => {
  const slow = { remind: [5, 10], escalate: 15, callStaff: 20, lapse: 60 };
  const long = {
    ...chain(
      step('broker', ['tom', 'dan'], { quorum: 'any', clock: slow }),
      step('mls', ['ann', 'bob', 'cid'], {
        quorum: { count: 2 },
        denials: 2,
        clock: slow,
        alternates: [approver('alt')],
      }),
    ),
    stopMinutes: 60,
  };
  const vow = { ...ask.plan, id: 'vow', name: 'VOW', role: 'vow' as const };
  await workflows.run(long, async (scene) => {
    const started = await scene.now();
    await scene.mailed('tom', /approve data/i);
    await scene.act('tom', { verdict: 'ask' }, 'Which site?');
    await scene.mailed('dana', /question/i);
    await scene.sleep('10 days');
    await scene.answer('Ours.');
    await scene.mailed('tom', /answered/i);
    await scene.act('dan', { verdict: 'recuse' });
    await scene.act('tom', { verdict: 'propose', planId: 'vow' }, 'It has a log-in.');
    await scene.mailed('dana', /proposal/i);
    await scene.sleep('10 days');
    await scene.answer('Yes.', { revision: { ask: { ...ask, plan: vow }, chain: long } });
    await scene.mailed('tom', /changed/i);
    await scene.act('tom', { verdict: 'approve', limits: { ...noLimits, readOnly: true } });
    await scene.mailed('cid', /approve data/i);
    await scene.sleep('10 days');
    await scene.act('ann', { verdict: 'deny' }, 'Not yet.');
    await scene.act('bob', { verdict: 'delegate', toId: 'dan', awayUntil: null });
    await scene.mailed('dan', /approve data/i, 2);
    await scene.sleep('30 days');
    await scene.mailed('alt', /approve data/i);
    await scene.act('dan', approve);
    await scene.act('cid', approve);
    await scene.mailed('cid', /recorded/i);
    await scene.act('cid', { verdict: 'disown' });
    await scene.mailed('cid', /new link/i);
    await scene.act('cid', approve);
    await scene.sleep('2 hours');
    await scene.mailed('dana', /ready/);
    expect(((await scene.now()) - started) / 86_400_000).toBeGreaterThan(60);
    await scene.act('dan', { verdict: 'revoke' }, 'The site shows sold prices.');
    await scene.mailed('dana', /revoked/i);
    expect(await scene.result()).toMatchObject({ state: 'revoked' });
  });
});

test.each([
  ['an hour behind', -3_600_000],
  ['a day behind', -86_400_000],
  ['an hour ahead', 3_600_000],
  ['a day ahead', 86_400_000],
])(
  '[case 110] [case 111] the database clock is %s: each reminder goes out once, when that clock says so',
  async (_name, apart) => {
    workflows.skew(apart);
    await workflows.run(chain(step('mls', ['ann'])), async (scene) => {
      expect(await scene.result()).toMatchObject({ state: 'lapsed' });
      const letters = await scene.store.letters.ofRequest(scene.requestId);
      const reminders = letters.filter(({ template }) => template === 'remind');
      const [opening] = (await scene.store.requests.file(scene.requestId))!.facts.openings;
      const planned = opening!.dues.filter(({ kind }) => kind === 'remind');
      expect(reminders).toHaveLength(2);
      for (const [index, { createdAt }] of reminders.entries()) {
        expect(createdAt).toBeGreaterThanOrEqual(planned[index]!.at);
        expect(createdAt).toBeLessThan(planned[index]!.at + 3_600_000);
      }
    });
  },
);

test('[case 118] [case 120] a chain that is spammed starts over with a short history, and a real decision still counts', async () => {
  const two = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
  await workflows.run(two, async (scene) => {
    await scene.mailed('bob', /approve data/i);
    await scene.act('ann', approve);
    const { digest } = (await scene.store.requests.file(scene.requestId))!.request;
    const planted = decision('mls', 'eve', 'approve', await scene.now(), { requestId: scene.requestId, digest });
    const first = (await scene.handle.describe()).runId;
    for (let batch = 0; batch < 50; batch += 1) {
      await Promise.all(Array.from({ length: 100 }, () => scene.handle.signal(approval, planted)));
      await Promise.allSettled(
        Array.from({ length: 50 }, () => scene.handle.executeUpdate(decide, { args: [planted] })),
      );
    }
    await scene.until('a new run', async () => (await scene.handle.describe()).runId !== first);
    expect(await eventsIn(scene.handle)).toBeLessThan(4_000);
    await scene.handle.signal(changed);
    await scene.act('bob', approve);
    await scene.mailed('dana', /ready/);
    // Nobody was asked twice on the way.
    const asked = (await scene.mails()).filter(({ subject }) => /approve data/i.test(subject));
    expect(asked.map(({ to }) => to).toSorted()).toEqual(['ann@mls.example', 'bob@mls.example']);
  });
});
