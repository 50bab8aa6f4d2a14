import { Context } from '@temporalio/activity';

const heartbeatMs = 5_000;

/** Beats while `work` runs, so that a dead worker is noticed in seconds, a slow service is no death, and a cancellation reaches the work. */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), heartbeatMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
