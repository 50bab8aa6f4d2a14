import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index';
import { defaultTaskQueue } from '../client/temporal';

export interface WorkerInput {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  readonly bundlePath: string;
  readonly activities: Activities;
}

/** Runs workflows and activities until it is told to stop. */
export function createWorker({
  connection,
  namespace,
  dataConverter,
  bundlePath,
  activities,
}: WorkerInput): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: defaultTaskQueue,
    dataConverter,
    workflowBundle: { codePath: bundlePath },
    activities,
    maxCachedWorkflows: 1_000,
    // After a crash the next worker gets a waiting workflow this soon; the default is ten seconds.
    stickyQueueScheduleToStartTimeout: '3s',
    shutdownGraceTime: '2s',
    shutdownForceTime: '4s',
  });
}
