import type { RequestFile, Store } from '../store/port';
import { permanent } from './failures';

/** @throws a permanent failure when the store has no such request: no repetition will bring it. */
export async function requestFile(store: Store, requestId: string): Promise<RequestFile> {
  const file = await store.requests.file(requestId);
  if (!file) throw permanent('RequestUnknown', 'The store has no such request.');
  return file;
}

/** What all letters about a request say of it. */
export function aboutRequest({ request }: RequestFile) {
  return { mls: request.ask.mls.name, plan: request.ask.plan.name, requestId: request.id };
}
