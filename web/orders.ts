import type { Dispatch } from '../client/port';
import type { WebContext } from './deps';
import { HttpProblem, notFound } from './problem';

export const orderKinds = ['withdraw', 'reissue', 'disable'] as const;
export type OrderKind = (typeof orderKinds)[number];

/** The addresses under a request, in console and API alike. */
export const orderPaths: Readonly<Record<OrderKind, string>> = {
  withdraw: 'withdrawal',
  reissue: 'credential',
  disable: 'credential/disablement',
};

/**
 * Records what staff want done with a request and tells its workflow.
 * @throws HttpProblem 404 when there is no such request, 409 when it is past that.
 */
export async function order(
  { store, relay }: Pick<WebContext, 'store' | 'relay'>,
  kind: OrderKind,
  requestId: string,
  by: string,
  reason: string,
): Promise<void> {
  await relay.tell(await record(store, kind, requestId, by, reason));
}

async function record(
  store: WebContext['store'],
  kind: OrderKind,
  requestId: string,
  by: string,
  reason: string,
): Promise<Dispatch> {
  if (kind === 'withdraw') {
    const outcome = await store.requests.withdraw(requestId, by, reason);
    switch (outcome.kind) {
      case 'recorded':
        return outcome.dispatch;
      case 'refused':
        throw new HttpProblem(409, 'Too late', outcome.refusal.because);
      case 'unknown':
        throw notFound();
    }
  }
  if (!(await store.requests.file(requestId))) throw notFound();
  const dispatch = await store.credentials.request(requestId, { type: kind, by, reason });
  if (!dispatch) throw new HttpProblem(409, 'No key to change', 'This request has no key that works.');
  return dispatch;
}
