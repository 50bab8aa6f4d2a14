import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import type { Chain } from '../../domain/chain';
import { createSeal } from '../../secrets/seal';
import { createDataConverter } from '../../worker/data-converter';
import type { LateKeyOrderInput } from '../../workflows/contract';
import type { purchaseWithApproval } from '../../workflows/index';
import { digest } from './samples';
import { createTwin, type Twin } from './twin-activities';

/** A fixed key: the golden histories in `test/histories` are sealed with it. */
export const testSeal = createSeal({ current: 'test', keys: new Map([['test', Buffer.alloc(32, 7)]]) });
export const testConverter = createDataConverter(testSeal);
export const testBundle = process.env['TEST_WORKFLOW_BUNDLE']!;

/** Temporal's SDK reports each worker's comings and goings otherwise. Once per test file. */
export function quieten(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), console: {} },
    },
  });
}

/** The time-skipping server, one per file; `run` plays one request on a worker of its own. */
export async function openWorkflowEnv() {
  quieten();
  const path = process.env['TEST_TEMPORAL_TEST_SERVER'];
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    // Where no binary could be had, the SDK downloads one by itself.
    ...(path === undefined ? {} : { server: { executable: { type: 'existing-path' as const, path } } }),
    client: { dataConverter: testConverter },
  });

  /** Starts the workflow over a twin of the records and hands both to `play`; the worker stops when `play` is done. */
  async function run<T>(chain: Chain, play: (scene: Scene) => Promise<T>): Promise<T> {
    const twin = createTwin(chain, () => env.currentTimeMs());
    const taskQueue = randomUUID();
    return withWorker(twin, taskQueue, async () => {
      const handle = await env.client.workflow.start<typeof purchaseWithApproval>('purchaseWithApproval', {
        taskQueue,
        workflowId: `request-${randomUUID()}`,
        workflowExecutionTimeout: '365 days',
        args: [{ requestId: 'r1', digest, chain }],
      });
      const until = untilIn(env);
      const startLate = (input: LateKeyOrderInput) =>
        env.client.workflow.start('lateKeyOrder', {
          taskQueue,
          workflowId: `key-order-${randomUUID()}`,
          args: [input],
        });
      const played = await play({
        twin,
        handle,
        startLate,
        now: () => env.currentTimeMs(),
        sleep: (time) => env.sleep(time),
        until,
      });
      // To its end, however far off: the server's clock is one for all, and a task that nobody takes would stop it for the next test.
      await handle.result();
      return played;
    });
  }

  /** Runs a worker over the twin on that queue while `work` is done. */
  async function withWorker<T>(twin: Twin, taskQueue: string, work: () => Promise<T>): Promise<T> {
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle: { codePath: testBundle },
      activities: twin.activities,
      dataConverter: testConverter,
    });
    return worker.runUntil(work);
  }

  return { env, run, withWorker, close: () => env.teardown() };
}

export interface Scene {
  readonly twin: Twin;
  readonly handle: WorkflowHandle<typeof purchaseWithApproval>;
  /** Starts another workflow over the same records. */
  startLate(input: LateKeyOrderInput): Promise<WorkflowHandle>;
  now(): Promise<number>;
  sleep(time: number | `${number} days`): Promise<void>;
  /** Resolves when the condition holds; lets no more than a minute of the server's time pass. */
  until(what: string, condition: () => boolean): Promise<void>;
}

function untilIn(env: TestWorkflowEnvironment) {
  return async (what: string, condition: () => boolean): Promise<void> => {
    for (let tries = 0; !condition(); tries += 1) {
      if (tries === 600) throw new Error(`Never came true: ${what}`);
      await env.sleep(100);
    }
  };
}
