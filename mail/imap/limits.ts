import { limits } from '../inbound/limits';

const minute = 60_000;

/** How patient we are with a mailbox. */
export const imapLimits = {
  /** What is larger would not be read anyway. */
  messageBytes: limits.messageBytes,
  /** How often a mail that cannot be taken is tried before it is left to people. */
  attempts: 5,
  /** The server tells of new mail at once; should it forget to, we look this often. */
  pollMs: minute,
  /** Until a connection is tried again, doubled with each failure up to the longest. */
  retryMs: 1_000,
  longestRetryMs: 5 * minute,
  /** How long a server may be silent before the connection counts as dead. */
  silenceMs: 2 * minute,
  /** What a mail that is under way has, once the source stops. */
  graceMs: 500,
};
export type ImapLimits = Readonly<typeof imapLimits>;
