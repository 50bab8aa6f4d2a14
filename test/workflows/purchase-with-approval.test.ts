import { WorkflowUpdateFailedError } from '@temporalio/client';
import { approval, decide, standing } from '../../workflows/contract';
import { approve, type ChainScene, openChainEnv } from '../support/chain-scene';
import { chain, decision, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());

const oneStep = chain(step('mls', ['ann', 'bob']));
const twoSteps = chain(step('broker', ['tom']), step('mls', ['ann']));
const bothNeeded = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));

/** Only a message: nothing of it is on record. */
async function claim({ requestId, store, now }: ChainScene, who: string, at?: number) {
  const { digest } = (await store.requests.file(requestId))!.request;
  return decision('mls', who, 'approve', at ?? (await now()), { requestId, digest });
}

async function dayOf({ store, requestId }: ChainScene, state: 'lapsed') {
  const event = (await store.audit.ofRequest(requestId)).find(({ kind }) => kind === `request-${state}`);
  return event!.at;
}

const denyWith = (reason: string) => [{ verdict: 'deny' } as const, reason] as const;

test('one approval of a step that any may answer: the key is issued and its letter leaves', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('bob', /approve data/i);
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
    await scene.mailed('ann', /recorded/i);
    expect(await scene.handle.query(standing)).toMatchObject({ state: 'approved', because: 'Approved by Ann.' });
    expect(scene.log).toEqual(['acknowledge', 'ask', 'record', 'charge', 'issueKey']);
  });
});

test('the second step is asked when the first has approved, and not before', async () => {
  await workflows.run(twoSteps, async (scene) => {
    await scene.mailed('tom', /approve data/i);
    expect((await scene.mails()).some(({ to }) => to.startsWith('ann@'))).toBe(false);
    await scene.act('tom', approve);
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('a denial ends the chain and the developer is told why', async () => {
  await workflows.run(twoSteps, async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.act('tom', ...denyWith('not in our policy'));
    expect(await scene.result()).toMatchObject({ state: 'denied', reason: 'not in our policy' });
    const told = await scene.mailed('dana', /not approved|declined/i);
    expect(told.text).toContain('not in our policy');
    expect(scene.log).toEqual(['acknowledge', 'ask', 'record', 'releasePayment', 'announce']);
  });
});

test('silence: reminded twice, escalated, staff called, and the request lapses', async () => {
  const silent = chain(step('mls', ['ann'], { alternates: [] }));
  await workflows.run(silent, async (scene) => {
    const started = await scene.now();
    expect(await scene.result()).toMatchObject({ state: 'lapsed' });
    expect(scene.log).toEqual([
      'acknowledge',
      'ask',
      'remind',
      'remind',
      'escalate',
      'callStaff',
      'lapse',
      'record',
      'releasePayment',
      'announce',
    ]);
    await scene.mailed('support', /Stuck/);
    // 9:00 of the second and fourth business day; 17:00 of the twentieth.
    const letters = await scene.store.letters.ofRequest(scene.requestId);
    const days = letters.map(({ template, sentAt }) => [template, Math.floor((sentAt! - started) / 86_400_000)]);
    expect(days).toEqual([
      ['received', 0],
      ['ask', 0],
      ['remind', expect.any(Number)],
      ['remind', expect.any(Number)],
      ['staff-needed', expect.any(Number)],
      ['lapsed', expect.any(Number)],
    ]);
    const lapsedAfter = ((await dayOf(scene, 'lapsed')) - started) / 86_400_000;
    expect(lapsedAfter).toBeGreaterThan(27);
    expect(lapsedAfter).toBeLessThan(31);
  });
});

test('[case 2] a second decision of the same person is rejected with the first one named', async () => {
  await workflows.run(bothNeeded, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    const again = scene.handle.executeUpdate(decide, { args: [await claim(scene, 'ann')] });
    await expect(again).rejects.toThrow(WorkflowUpdateFailedError);
    await expect(again).rejects.toMatchObject({
      cause: { type: 'already-decided', message: 'Already decided: Ann approved.' },
    });
  });
});

test('the decision comes as a signal where nobody waits; one that may not count changes nothing', async () => {
  await workflows.run(bothNeeded, async (scene) => {
    await scene.mailed('bob', /approve data/i);
    await scene.handle.signal(approval, await claim(scene, 'eve'));
    await scene.act('ann', approve);
    expect(await scene.handle.query(standing)).toMatchObject({
      state: 'pending',
      because: expect.stringContaining('waits for Bob'),
    });
  });
});

test('[case 98] an approval that only a message claims mints no key', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.handle.executeUpdate(decide, { args: [await claim(scene, 'ann')] });
    expect(await scene.result()).toMatchObject({ state: 'lapsed' });
    expect(scene.log).not.toContain('issueKey');
  });
});

test('[case 98] a claim from the future does not hang the request', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.handle.signal(approval, await claim(scene, 'ann', 9e15));
    expect(await scene.result()).toMatchObject({ state: 'lapsed' });
    expect(scene.log).not.toContain('issueKey');
  });
});

test('a mail server that is down keeps nobody from deciding, and nobody gets a question that is moot', async () => {
  await workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    scene.breakMail(true);
    await scene.act('ann', approve);
    await scene.until('issued', () => scene.log.includes('issueKey'));
    scene.breakMail(false);
    await scene.mailed('dana', /ready/);
  });
});
