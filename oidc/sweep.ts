import type { Logger } from 'pino';
import type { OidcStore } from '../store/port';

const sweepEveryMs = 600_000;

/** Removes what the provider kept and what has expired, every ten minutes. */
export function keepSwept(store: OidcStore, log: Logger): { stop(): Promise<void> } {
  const sweep = async () => {
    try {
      const removed = await store.sweep();
      if (removed > 0) log.debug({ removed }, 'expired entries of the OpenID Connect provider removed');
    } catch (error) {
      log.error(
        { err: error },
        'expired entries of the OpenID Connect provider could not be removed; it is tried again',
      );
    }
  };
  let sweeping = sweep();
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep);
  }, sweepEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
