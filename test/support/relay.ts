import type { ChainScene } from './chain-scene';

/** As the relay does with what the store has recorded since. A request's start was told by the scene. */
export async function relay({ store, chains, requestId }: ChainScene): Promise<void> {
  for (const dispatch of await store.dispatches.claim(1_000, 0, 1_000)) {
    const isStarted = dispatch.message.type === 'start' && dispatch.requestId === requestId;
    if (!isStarted) await chains.tell(dispatch);
    await store.dispatches.told(dispatch.id);
  }
}
