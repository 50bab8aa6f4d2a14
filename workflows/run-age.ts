import { workflowInfo } from '@temporalio/workflow';

const runsForMs = 3_600_000;

/**
 * Whether a run of a workflow that goes on for years should make way for the next one. What it has written needs the key that it was sealed with for
 * as long as it lasts; so the turn after a quiet time ends it.
 */
export function isOldRun(): boolean {
  return Date.now() - workflowInfo().runStartTime.getTime() > runsForMs;
}
