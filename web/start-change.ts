import type { NewRequest } from '../store/port';
import type { WebContext } from './deps';

export type StartedChange =
  | { readonly kind: 'started' | 'repeated'; readonly requestId: string }
  /** Not possible now, whatever is sent. */
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'key-reused'; readonly requestId: string };

/** Starts a renewal or another change of a grant, once however often it is sent. */
export async function startChange(
  { store, relay }: Pick<WebContext, 'store' | 'relay'>,
  request: NewRequest,
): Promise<StartedChange> {
  const outcome = await store.grants.startChange(request);
  switch (outcome.kind) {
    case 'started':
      await relay.tell(outcome.dispatch);
      return { kind: 'started', requestId: outcome.request.id };
    case 'repeated':
      return { kind: 'repeated', requestId: outcome.request.id };
    case 'refused':
      return { kind: 'refused', because: outcome.refusal.because };
    case 'key-reused':
      return outcome;
    case 'unknown':
      throw new Error('A grant that was read is gone.');
  }
}
