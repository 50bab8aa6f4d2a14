import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time';
import type { Histories } from './port';
import { defaultTaskQueue } from './temporal';

/** What a Temporal server holds of earlier payloads. */
export function createTemporalHistories(client: Client, taskQueue = defaultTaskQueue): Histories {
  return {
    async runningBefore(at) {
      const began = `StartTime < "${new Date(at).toISOString()}"`;
      const { count } = await client.workflow.count(
        `TaskQueue = "${taskQueue}" AND ExecutionStatus = "Running" AND ${began}`,
      );
      return count;
    },

    async retentionMs() {
      const { namespace } = client.options;
      const { config } = await client.workflowService.describeNamespace({ namespace });
      return tsToMs(config?.workflowExecutionRetentionTtl);
    },
  };
}
