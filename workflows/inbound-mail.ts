import { ActivityFailure, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { judgeMail, routeMail } from './activities';
import { changed, requestWorkflowId } from './contract';

/** A mail that we got: find out what it is worth, bring it where it belongs, and wake whoever waits for it. */
export async function inboundMail({ mailId }: { mailId: string }): Promise<void> {
  try {
    await judgeMail({ mailId });
  } catch (error) {
    // For days nobody could say whose it is. It is not lost: staff look at it.
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('mail could not be judged', { mailId });
  }
  const { requestId } = await routeMail({ mailId });
  if (requestId === null) return;
  try {
    await getExternalWorkflowHandle(requestWorkflowId(requestId)).signal(changed);
  } catch {
    // It has ended. What was recorded stands in the store all the same.
    log.info('no workflow waits for this mail', { mailId });
  }
}
