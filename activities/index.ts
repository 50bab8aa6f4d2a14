import { askActivities } from './ask';
import { conversationActivities } from './conversation';
import type { ActivityContext } from './context';
import { deliverActivities } from './deliver';
import { grantActivities } from './grant';
import { grantChangeActivities } from './grant-change';
import { inboundActivities } from './inbound';
import { firstUseActivities } from './first-use';
import { issueKeyActivities } from './issue-key';
import { paymentActivities } from './payment';
import { pickUpActivities } from './pick-up';
import { pickUpReminderActivities } from './pick-up-reminder';
import { promptActivities } from './prompt';
import { proveActivities } from './prove';
import { recordActivities } from './record';
import { registerActivities } from './register';

/** Every effect a workflow may have. Workflows know only the type. */
export function createActivities(context: ActivityContext) {
  return {
    ...askActivities(context),
    ...promptActivities(context),
    ...proveActivities(context),
    ...deliverActivities(context),
    ...recordActivities(context),
    ...registerActivities(context),
    ...inboundActivities(context),
    ...conversationActivities(context),
    ...paymentActivities(context),
    ...issueKeyActivities(context),
    ...pickUpActivities(context),
    ...pickUpReminderActivities(context),
    ...firstUseActivities(context),
    ...grantActivities(context),
    ...grantChangeActivities(context),
  };
}

export type Activities = ReturnType<typeof createActivities>;

export type { Known, Recorded } from './recorded';
