import { limits } from '../inbound/limits';

/** What strangers may cost us. Answers to our questions are few and short. */
export const listenerLimits = {
  /** What is larger would not be read anyway. */
  messageBytes: limits.messageBytes,
  recipients: 100,
  clients: 50,
  clientsPerAddress: 10,
  mailsPerMinute: 60,
  /** Without a byte from the client. */
  idleMs: 60_000,
  /** However busy the client is: one byte now and then must not hold a connection for ever. */
  connectionMs: 5 * 60_000,
  /** What a mail that is under way has to arrive, once the listener stops. */
  graceMs: 500,
};
export type ListenerLimits = Readonly<typeof listenerLimits>;
