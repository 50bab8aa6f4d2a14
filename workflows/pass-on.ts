import { passMessageOn } from './activities';
import { createPost } from './post';

/** Somebody wrote about a request: everybody else who takes part gets it by mail. */
export async function passOn(message: { requestId: string; messageId: string }): Promise<void> {
  const post = createPost();
  post.send(await passMessageOn(message));
  await post.done();
}
