import { Context } from '@temporalio/activity';
import { permanent } from './failures';
import type { ActivityContext } from './context';

const heartbeatMs = 5_000;

export function deliverActivities({ store, mailer }: ActivityContext) {
  /**
   * Sends one letter, the same bytes each time. A server's final no is recorded and not an error: the chain does not stop for it.
   * A copy can only arise when the process dies between the server's yes and the record of it.
   * @throws when the server is out of reach or says "not now"; Temporal tries again.
   */
  async function deliver({ letterId }: { letterId: string }): Promise<void> {
    const letter = await store.letters.find(letterId);
    if (!letter) throw permanent('LetterUnknown', 'The store has no such letter.');
    if (letter.sentAt !== null || letter.refusedAt !== null) return;

    const bytes = await store.letters.bytes(letterId);
    const delivery = await withHeartbeat((signal) => mailer.send({ envelope: letter.envelope, bytes }, signal));
    if (delivery.kind === 'accepted') await store.letters.sent(letterId, delivery.response);
    else await store.letters.refused(letterId, delivery.response);
  }

  return { deliver };
}

/** Beats while `work` runs, so that a dead worker is noticed in seconds and a cancellation reaches the SMTP conversation. */
async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), heartbeatMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
