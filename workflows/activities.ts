import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index';

/** Records and letters: short database work. Retried for ever: the database comes back. */
export const { acknowledge, announce, ask, closePickUp, disableKey, issueKey, record, warnOpenedAgain } =
  proxyActivities<Activities>({
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });

/**
 * One SMTP conversation. Longer than SMTP's own ten minutes, so that there are never two attempts at once;
 * the heartbeat finds a dead worker sooner.
 */
export const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes' },
});
