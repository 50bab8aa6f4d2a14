import { approvalEvidence } from './approval-evidence';
import type { ActivityContext } from './context';
import { credentialOf } from './credential-of';
import { requestFile } from './request-file';

export function grantChangeActivities(context: ActivityContext) {
  const { store } = context;

  /**
   * Lets an approved renewal or change count, after judging again from the store's evidence. Answers with false when the records no longer
   * show an approval: somebody took theirs back, or may no longer speak for the MLS.
   */
  async function applyChange({ requestId }: { requestId: string }): Promise<{ readonly isInForce: boolean }> {
    const file = await requestFile(store, requestId);
    if ((await approvalEvidence(context, file)) === undefined) return { isInForce: false };
    await store.grants.apply(requestId);
    return { isInForce: true };
  }

  /** Which key a new one is to be made beside; null when that key has ended, or is not being replaced any more. */
  async function replacedKey({
    credentialId,
  }: {
    credentialId: string;
  }): Promise<{ readonly generation: number | null }> {
    const { generation, overlapMs, disabledAt } = await credentialOf(store, credentialId);
    return { generation: overlapMs === null || disabledAt !== null ? null : generation };
  }

  return { applyChange, replacedKey };
}
