import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index';

/**
 * Database work and, where it writes letters, a first try to send them. An SMTP conversation may take ten minutes, so the limit is longer,
 * so that there are never two attempts at once; the heartbeat finds a dead worker sooner. Retried for ever: the database comes back.
 */
export const {
  acknowledge,
  announce,
  announceUse,
  applyChange,
  ask,
  askProof,
  callStaff,
  charge,
  closePickUp,
  disableKey,
  escalate,
  extend,
  issueKey,
  keepGrant,
  keepRegister,
  passMessageOn,
  lapse,
  record,
  releasePayment,
  routeMail,
  remind,
  remindPickUp,
  replacedKey,
  revokeKey,
  sendSignIn,
  warnOpenedAgain,
} = proxyActivities<Activities>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** A letter that could not leave at once. */
export const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes' },
});

/** Waits for DNS, for hours where it must. */
export const { judgeMail } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '3 days',
  retry: { initialInterval: '10 seconds', maximumInterval: '15 minutes' },
});
