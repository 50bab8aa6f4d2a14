import type { LateKeyOrderInput } from './contract';
import { serveKeyOrder } from './hand-out';

/** An order about a key whose request's workflow has ended. */
export async function lateKeyOrder({ requestId, order }: LateKeyOrderInput): Promise<void> {
  await serveKeyOrder(requestId, order);
}
