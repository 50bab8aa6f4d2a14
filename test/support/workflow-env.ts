import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { createDataConverter } from '../../worker/data-converter';
import { seal } from './store-scene';

/** Sealed with a fixed key, as the golden histories in `test/histories` are. */
export const testConverter = createDataConverter(seal);
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

/** The time-skipping server. */
export function openTestEnv(): Promise<TestWorkflowEnvironment> {
  quieten();
  const path = process.env['TEST_TEMPORAL_TEST_SERVER'];
  return TestWorkflowEnvironment.createTimeSkipping({
    // Where no binary could be had, the SDK downloads one by itself.
    ...(path === undefined ? {} : { server: { executable: { type: 'existing-path' as const, path } } }),
    client: { dataConverter: testConverter },
  });
}
