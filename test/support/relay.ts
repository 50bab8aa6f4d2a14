import type { Dispatch } from '../../client/port';
import type { ChainScene } from './chain-scene';

/** As the relay does with what the store has recorded since, but for what is over: the scene's own start, and grants of earlier tests. */
export async function relay({ store, chains, requestId }: ChainScene): Promise<void> {
  const isOver = (dispatch: Dispatch) =>
    dispatch.message.type === 'grant' ? dispatch.message.grantId !== requestId : isStart(dispatch, requestId);
  for (const dispatch of await store.dispatches.claim(1_000, 0, 1_000)) {
    if (!isOver(dispatch)) await chains.tell(dispatch);
    await store.dispatches.told(dispatch.id);
  }
}

function isStart(dispatch: Dispatch, requestId: string): boolean {
  return dispatch.message.type === 'start' && dispatch.requestId === requestId;
}
