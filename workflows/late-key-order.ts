import type { LateKeyOrderInput } from './contract';
import { serveKeyOrder } from './hand-out';
import { createPost } from './post';

/** An order about a key whose request's workflow has ended. */
export async function lateKeyOrder({ requestId, order }: LateKeyOrderInput): Promise<void> {
  const post = createPost();
  await serveKeyOrder(requestId, post, order);
  await post.done();
}
