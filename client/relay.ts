import type { Logger } from 'pino';
import type { DispatchStore } from '../store/port';
import type { Chains, Dispatch, Told } from './port';

const everyMs = 5_000;
const claimForMs = 60_000;
const batch = 50;

/**
 * Carries messages from the store to the workflows. What a page has recorded is told at once; what could not be told
 * (engine down, process killed in between) is told again from the store until it is taken.
 */
export interface Relay {
  /** Never throws: what cannot be told now is `recorded`. */
  tell(dispatch: Dispatch): Promise<Told>;
  /** Tells what is waiting; resolves with how many were taken. */
  sweep(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

export function createRelay(dispatches: DispatchStore, chains: Chains, log: Logger): Relay {
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<number> = Promise.resolve(0);

  async function tell(dispatch: Dispatch): Promise<Told> {
    try {
      const told = await chains.tell(dispatch);
      await dispatches.told(dispatch.id);
      return told;
    } catch (error) {
      log.warn(
        { err: error, dispatch: dispatch.id, type: dispatch.message.type },
        'workflow not told yet; the relay will try again',
      );
      return 'recorded';
    }
  }

  async function sweep(): Promise<number> {
    const waiting = await dispatches.claim(batch, claimForMs / 4, claimForMs);
    // Together: one that cannot be told must not hold up the others.
    await Promise.all(waiting.map(tell));
    return waiting.length;
  }

  function sweepSafely(): void {
    sweeping = sweep().catch((error: unknown) => {
      log.error({ err: error }, 'relay could not read the store; it will try again');
      return 0;
    });
  }

  return {
    tell,
    sweep,
    start() {
      sweepSafely();
      timer = setInterval(() => void sweeping.then(sweepSafely), everyMs);
    },
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
