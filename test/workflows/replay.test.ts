import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { decide, orderKey, withdraw } from '../../workflows/contract';
import { chain, decision, step } from '../support/samples';
import { openWorkflowEnv, quieten, type Scene, testBundle, testConverter } from '../support/workflow-env';

const { History } = temporal.api.history.v1;
const folder = join(__dirname, '..', 'histories');
const isRecording = process.env['RECORD_HISTORIES'] === '1';

const twoSteps = chain(step('broker', ['tom']), step('mls', ['ann', 'bob']));
const asked = (scene: Scene, who: string) =>
  scene.until(`${who} is asked`, () => scene.twin.sent.some((id) => id.includes(` ${who} `)));

async function say(scene: Scene, stepId: string, who: string, verdict: 'approve' | 'deny') {
  const made = decision(stepId, who, verdict, await scene.now());
  scene.twin.commit(made);
  await scene.handle.executeUpdate(decide, { args: [made], updateId: made.id });
}

/** One scene for each state a request can wait in, and for each way it can end. Answers with the workflow to save, if it is not the request's. */
const scenes: Readonly<Record<string, (scene: Scene) => Promise<WorkflowHandle | undefined | void>>> = {
  'first-step-waits': (scene) => asked(scene, 'tom'),
  'late-reissue-waits': async (scene) => {
    await scenes['pickup-waits']!(scene);
    const order = { kind: 'reissue', by: 'Support', reason: 'laptop stolen' } as const;
    const late = await scene.startLate({ requestId: 'r1', order });
    await scene.until('issued again', () => scene.twin.sent.includes('ready 2'));
    return late;
  },
  'second-step-waits': async (scene) => {
    await asked(scene, 'tom');
    await say(scene, 'broker', 'tom', 'approve');
    await asked(scene, 'bob');
  },
  'pickup-waits': async (scene) => {
    await scenes['second-step-waits']!(scene);
    await say(scene, 'mls', 'ann', 'approve');
    await scene.until('the key letter leaves', () => scene.twin.sent.includes('ready 1'));
  },
  'second-pickup-waits': async (scene) => {
    await scenes['pickup-waits']!(scene);
    await scene.handle.signal(orderKey, { kind: 'reissue', by: 'Support', reason: 'page never loaded' });
    await scene.until('issued again', () => scene.twin.sent.includes('ready 2'));
  },
  'pickup-lapsed': async (scene) => {
    await scenes['pickup-waits']!(scene);
    await scene.result();
  },
  denied: async (scene) => {
    await asked(scene, 'tom');
    await say(scene, 'broker', 'tom', 'deny');
    await scene.result();
  },
  lapsed: async (scene) => {
    await scene.result();
  },
  withdrawn: async (scene) => {
    await asked(scene, 'tom');
    const withdrawal = { by: 'Support', reason: 'asked twice', at: await scene.now() };
    scene.twin.commitWithdrawal(withdrawal);
    await scene.handle.executeUpdate(withdraw, { args: [withdrawal] });
    await scene.result();
  },
};

if (isRecording) {
  // RECORD_HISTORIES=1: only with a workflow change that is meant to be a new beginning; otherwise the change needs `patched()`.
  let workflows: Awaited<ReturnType<typeof openWorkflowEnv>>;
  beforeAll(async () => (workflows = await openWorkflowEnv()));
  afterAll(() => workflows.close());

  test.each(Object.keys(scenes))('record %s', async (name) => {
    mkdirSync(folder, { recursive: true });
    await workflows.run(twoSteps, async (scene) => {
      const saved = (await scenes[name]!(scene)) ?? scene.handle;
      writeFileSync(join(folder, `${name}.history`), History.encode(await saved.fetchHistory()).finish());
      if (saved !== scene.handle) await saved.result();
    });
  });
} else {
  beforeAll(quieten);
  const saved = readdirSync(folder).filter((file) => file.endsWith('.history'));

  test('there is a history for every waiting state and every end', () => {
    expect(saved.toSorted()).toEqual(
      Object.keys(scenes)
        .map((name) => `${name}.history`)
        .toSorted(),
    );
  });

  test.each(saved)('[case 113] the workflows of today replay %s', async (file) => {
    const history = History.decode(readFileSync(join(folder, file)));
    const options = { workflowBundle: { codePath: testBundle }, dataConverter: testConverter };
    await expect(Worker.runReplayHistory(options, history, 'request-r1')).resolves.toBeUndefined();
  });
}
