import type { Logger } from 'pino';
import type { Histories } from '../client/port';
import { noteKeyUseEveryMs, type SealingStore } from '../store/port';
import { ConfigError } from './config';

/** @throws ConfigError when something that is kept needs a key that the keyring lacks, or has other bytes for. */
export async function refuseLostKeys(sealing: SealingStore): Promise<void> {
  const lost = await sealing.lost();
  if (lost.length === 0) return;
  const lines = lost.map(({ id, state }) =>
    state === 'another'
      ? `The sealing key "${id}" is not the one that has sealed here under that name. Put the right one in its place.`
      : `The sealing key "${id}" is missing, and something in the store is sealed with it. ${putBack}`,
  );
  throw new ConfigError(lines.join('\n'));
}

/** @throws ConfigError when workflows run whose payloads were sealed with a key that the keyring lacks. */
export async function refuseLostPayloadKeys(sealing: SealingStore, histories: Histories): Promise<void> {
  for (const { id, state, used } of await sealing.used()) {
    if (state !== 'missing') continue;
    const running = await histories.runningBefore(used.until);
    if (running > 0)
      throw new ConfigError(
        `The sealing key "${id}" is missing, and ${running === 1 ? 'a workflow runs' : `${running} workflows run`} that began while it sealed. ${putBack}`,
      );
  }
}

const putBack = 'Put it back behind the current one; "countersign keys status" says when it may go.';

/** Keeps on record until when the current key seals. */
export async function keepKeyUse(sealing: SealingStore, log: Logger): Promise<{ stop(): Promise<void> }> {
  await sealing.noteUse();
  let noting = Promise.resolve();
  const note = () =>
    sealing.noteUse().catch((error: unknown) => {
      log.error({ err: error }, 'the use of the sealing key was not noted; it is tried again');
    });
  const timer = setInterval(() => void (noting = note()), noteKeyUseEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await noting;
    },
  };
}
