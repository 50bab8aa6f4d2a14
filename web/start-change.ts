import type { Party } from '../domain/party';
import type { GrantFile } from '../store/port';
import type { WebContext } from './deps';
import { type GrantChangeBody, takeInChange } from './grant-change';
import type { FieldError } from './problem';

export type StartedChange =
  | { readonly kind: 'started' | 'repeated'; readonly requestId: string }
  /** What was sent must change first. */
  | { readonly kind: 'unfit'; readonly errors: readonly FieldError[] }
  /** Not possible now, whatever is sent. */
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'key-reused'; readonly requestId: string };

/** Starts a renewal or another change of a grant, once however often it is sent. */
export async function startChange(
  { store, relay }: Pick<WebContext, 'store' | 'relay'>,
  file: GrantFile,
  body: GrantChangeBody,
  startedBy: Party,
  idempotencyKey: string,
): Promise<StartedChange> {
  const intake = await takeInChange(store, file, body, startedBy, idempotencyKey);
  if (intake.kind === 'unfit') return intake;
  const outcome = await store.grants.startChange(intake.request);
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
