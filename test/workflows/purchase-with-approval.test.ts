import { WorkflowUpdateFailedError } from '@temporalio/client';
import { approval, askAgain, decide, orderKey, standing, withdraw } from '../../workflows/contract';
import { chain, decision, step } from '../support/samples';
import { openWorkflowEnv, type Scene } from '../support/workflow-env';

let workflows: Awaited<ReturnType<typeof openWorkflowEnv>>;
beforeAll(async () => (workflows = await openWorkflowEnv()));
afterAll(() => workflows.close());

const oneStep = chain(step('mls', ['ann', 'bob']));
const twoSteps = chain(step('broker', ['tom']), step('mls', ['ann']));
const bothNeeded = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));

/** As the page does it: committed first, then told. */
async function decideNow({ twin, handle, now }: Scene, stepId: string, who: string, verdict: 'approve' | 'deny') {
  const made = decision(stepId, who, verdict, await now());
  twin.commit(made);
  return handle.executeUpdate(decide, { args: [made], updateId: made.id });
}

const asked = (scene: Scene, stepId: string, who: string, generation = 1) =>
  scene.until(`${who} is asked at ${stepId}`, () => scene.twin.sent.includes(`ask ${stepId} ${who} ${generation}`));

test('one approval of a step that any may answer: the key is issued and its letter leaves', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    expect(await decideNow(scene, 'mls', 'ann', 'approve')).toMatchObject({
      state: 'approved',
      because: 'Approved by Ann.',
    });
    await scene.until('the key letter leaves', () => scene.twin.sent.includes('ready 1'));
    scene.twin.pickUp();
    expect(await scene.handle.result()).toMatchObject({ state: 'approved' });
    expect(scene.twin.log).toEqual(['ask mls', 'record', 'issue 1', 'close c1']);
    expect(scene.twin.sent).toEqual(expect.arrayContaining(['received', 'ask mls ann 1', 'ask mls bob 1', 'ready 1']));
  });
});

test('the second step is asked when the first has approved, and not before', async () => {
  await workflows.run(twoSteps, async (scene) => {
    await asked(scene, 'broker', 'tom');
    expect(scene.twin.log).toEqual(['ask broker']);
    expect(await decideNow(scene, 'broker', 'tom', 'approve')).toMatchObject({ state: 'pending', stepId: 'mls' });
    await asked(scene, 'mls', 'ann');
    await decideNow(scene, 'mls', 'ann', 'approve');
    await scene.until('issued', () => scene.twin.log.includes('issue 1'));
  });
});

test('a step that needs all waits for all', async () => {
  await workflows.run(bothNeeded, async (scene) => {
    await asked(scene, 'mls', 'bob');
    expect(await decideNow(scene, 'mls', 'ann', 'approve')).toMatchObject({
      state: 'pending',
      because: expect.stringContaining('waits for Bob'),
    });
    expect(scene.twin.log).not.toContain('issue 1');
    expect(await decideNow(scene, 'mls', 'bob', 'approve')).toMatchObject({ state: 'approved' });
  });
});

test('a denial ends the chain and the developer is told', async () => {
  await workflows.run(twoSteps, async (scene) => {
    await asked(scene, 'broker', 'tom');
    await decideNow(scene, 'broker', 'tom', 'deny');
    expect(await scene.handle.result()).toMatchObject({ state: 'denied', reason: 'not in our policy' });
    expect(scene.twin.sent).toContain('denied');
    expect(scene.twin.log).toEqual(['ask broker', 'record']);
  });
});

test('silence for thirty days: the request lapses and the developer is told', async () => {
  await workflows.run(chain(step('mls', ['ann'], { lapseAfter: 30 })), async ({ handle, twin }) => {
    expect(await handle.result()).toMatchObject({ state: 'lapsed' });
    expect(twin.sent).toEqual(['received', 'ask mls ann 1', 'lapsed']);
  });
});

test('a withdrawal ends the chain', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    const withdrawal = { by: 'Support', reason: 'asked twice', at: await scene.now() };
    scene.twin.commitWithdrawal(withdrawal);
    expect(await scene.handle.executeUpdate(withdraw, { args: [withdrawal] })).toMatchObject({ state: 'withdrawn' });
    expect(await scene.handle.result()).toMatchObject({ state: 'withdrawn' });
    expect(scene.twin.sent).toContain('withdrawn');
  });
});

test('[case 2] a second decision of the same person is rejected with the first one named', async () => {
  await workflows.run(bothNeeded, async (scene) => {
    await asked(scene, 'mls', 'bob');
    await decideNow(scene, 'mls', 'ann', 'approve');
    const again = scene.handle.executeUpdate(decide, {
      args: [decision('mls', 'ann', 'deny', (await scene.now()) + 1)],
    });
    await expect(again).rejects.toThrow(WorkflowUpdateFailedError);
    await expect(again).rejects.toMatchObject({
      cause: { type: 'already-decided', message: 'Already decided: Ann approved.' },
    });
  });
});

test('the same update twice gets the first answer', async () => {
  await workflows.run(bothNeeded, async (scene) => {
    await asked(scene, 'mls', 'bob');
    const made = decision('mls', 'ann', 'approve', await scene.now());
    scene.twin.commit(made);
    const tell = () => scene.handle.executeUpdate(decide, { args: [made], updateId: made.id });
    expect(await tell()).toEqual(await tell());
  });
});

test('the decision comes as a signal where nobody waits; one that may not count changes nothing', async () => {
  await workflows.run(bothNeeded, async (scene) => {
    await asked(scene, 'mls', 'bob');
    const made = decision('mls', 'ann', 'approve', await scene.now());
    scene.twin.commit(made);
    await scene.handle.signal(approval, decision('mls', 'eve', 'approve', await scene.now()));
    await scene.handle.signal(approval, made);
    expect(await scene.handle.query(standing)).toMatchObject({
      state: 'pending',
      because: expect.stringContaining('waits for Bob'),
    });
  });
});

test('[case 98] an approval that only a message claims mints no key', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await scene.handle.executeUpdate(decide, { args: [decision('mls', 'ann', 'approve', await scene.now())] });
    expect(await scene.handle.result()).toMatchObject({ state: 'lapsed' });
    expect(scene.twin.log).not.toContain('issue 1');
  });
});

test('[case 98] a claim from the future does not hang the request', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await scene.handle.signal(approval, decision('mls', 'ann', 'approve', 9e15));
    expect(await scene.handle.result()).toMatchObject({ state: 'lapsed' });
    expect(scene.twin.log).not.toContain('issue 1');
  });
});

test('a decision that was committed in time and never told is found before the step lapses', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    scene.twin.commit(decision('mls', 'ann', 'approve', await scene.now()));
    expect(await scene.handle.result()).toMatchObject({ state: 'approved' });
    expect(scene.twin.log).toContain('issue 1');
  });
});

test('a mail server that is down keeps nobody from deciding', async () => {
  await workflows.run(oneStep, async (scene) => {
    scene.twin.breakMail(true);
    await scene.until('asked', () => scene.twin.log.includes('ask mls'));
    await decideNow(scene, 'mls', 'ann', 'approve');
    await scene.until('issued', () => scene.twin.log.includes('issue 1'));
    scene.twin.breakMail(false);
    await scene.until('the key letter leaves at last', () => scene.twin.sent.includes('ready 1'));
    expect(scene.twin.sent).not.toContain('ask mls ann 1');
  });
});

test('asked again: a new letter to that approver only, of the next generation', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await scene.handle.signal(askAgain, { stepId: 'mls', approverId: 'ann', generation: 2 });
    await asked(scene, 'mls', 'ann', 2);
    expect(scene.twin.sent).not.toContain('ask mls bob 2');
  });
});

test('[case 73] a new key in place of one whose secret was lost: the old one is disabled first', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await decideNow(scene, 'mls', 'ann', 'approve');
    await scene.until('issued', () => scene.twin.log.includes('issue 1'));
    await scene.handle.signal(orderKey, { kind: 'reissue', by: 'Support', reason: 'page never loaded' });
    await scene.until('issued again', () => scene.twin.sent.includes('ready 2'));
    expect(scene.twin.log.slice(-3)).toEqual(['issue 1', 'disable 1', 'issue 2']);
  });
});

test('a disabled key ends the hand-out and the developer is told', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await decideNow(scene, 'mls', 'ann', 'approve');
    await scene.handle.signal(orderKey, { kind: 'disable', by: 'Support', reason: 'terms broken' });
    await scene.handle.result();
    expect(scene.twin.sent).toContain('key-disabled');
  });
});

test('[case 71] a second opening warns, and the hand-out goes on', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await decideNow(scene, 'mls', 'ann', 'approve');
    await scene.handle.signal(orderKey, { kind: 'warn', credentialId: 'c1' });
    await scene.until('warned', () => scene.twin.sent.includes('opened-again c1'));
  });
});

test('a secret nobody came for in fourteen days is closed and the developer told', async () => {
  await workflows.run(oneStep, async (scene) => {
    await asked(scene, 'mls', 'ann');
    await decideNow(scene, 'mls', 'ann', 'approve');
    await scene.handle.result();
    expect(scene.twin.sent).toContain('pickup-lapsed');
  });
});
