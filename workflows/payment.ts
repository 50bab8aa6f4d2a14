import { patched } from '@temporalio/workflow';
import { charge, releasePayment } from './activities';
import type { RequestFile } from './file';
import type { Post } from './post';

/** What stands between the last approval and the key. */
export interface Payment {
  /** Resolves with false when it was not paid in time, or the approval no longer stands. */
  take(): Promise<boolean>;
  /** The request has ended without a key. */
  release(): Promise<void>;
}

/** For what costs nothing. */
export const free: Payment = { take: async () => true, release: async () => undefined };

/** Requests that came to this point before there were payments go on without one. */
const isPaid = (): boolean => patched('payment');

/** Money moves only after the last approval: nobody pays for a no. */
export function paymentFor(requestId: string, file: RequestFile, post: Post): Payment {
  return {
    async take() {
      if (!isPaid()) return true;
      for (;;) {
        const payment = await charge(file.known());
        post.send(payment);
        if (payment.state !== 'waiting') return payment.state === 'paid';
        await file.newsWithin(payment.nextInMs);
      }
    },
    release: async () => (isPaid() ? releasePayment({ requestId }) : undefined),
  };
}
