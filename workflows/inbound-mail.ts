import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ActivityFailure, executeChild, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { judgeMail, routeMail } from './activities';
import { changed, messageWorkflowId, requestWorkflowId } from './contract';
import type { passOn } from './pass-on';

/** The usual one of Temporal's priorities, 1 to 5: a message of somebody who takes part does not wait behind a flood, as the mail that brought it may. */
const usual = { priorityKey: 3 };

/** A mail that we got: find out what it is worth, bring it where it belongs, and wake whoever waits for it. */
export async function inboundMail({ mailId }: { mailId: string }): Promise<void> {
  try {
    await judgeMail({ mailId });
  } catch (error) {
    // For days nobody could say whose it is. It is not lost: staff look at it.
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('mail could not be judged', { mailId });
  }
  const { requestId, message } = await routeMail({ mailId });
  // Histories from before a mail was passed on from here know of no message, so they replay as they were.
  if (message) await passOnNow(message);
  if (requestId === null) return;
  try {
    await getExternalWorkflowHandle(requestWorkflowId(requestId)).signal(changed);
  } catch {
    // It has ended. What was recorded stands in the store all the same.
    log.info('no workflow waits for this mail', { mailId });
  }
}

/** At once: the relay brings the same message, but only after a while. Whoever comes second finds it started. */
async function passOnNow(message: { readonly requestId: string; readonly messageId: string }): Promise<void> {
  try {
    await executeChild<typeof passOn>('passOn', {
      workflowId: messageWorkflowId(message.messageId),
      args: [message],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      priority: usual,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
