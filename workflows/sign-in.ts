import { sendSignIn } from './activities';
import { createPost } from './post';

/** A developer asked for a link to sign in. */
export async function signIn({ requestId, key }: { requestId: string; key: string }): Promise<void> {
  const post = createPost();
  post.send(await sendSignIn({ requestId, key }));
  await post.done();
}
