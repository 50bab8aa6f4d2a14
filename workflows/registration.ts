import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { acknowledge, askProof, record } from './activities';
import { decideAndHandOut } from './approval';
import type { RequestInput } from './contract';
import { openFile, type RequestFile } from './file';
import { free } from './payment';
import { createPost, type Post } from './post';

/** A developer registers: the address is proven, the operator reviews, and demo credentials are handed out. */
export async function registration(input: RequestInput): Promise<Standing> {
  const { requestId } = input;
  const file = openFile(input);
  const post = createPost();

  if (!input.resume) {
    // Whoever's address it is, they did not want this: no more mails.
    if (await proveAddress(file, post)) post.send(await acknowledge({ requestId }));
    else await file.refresh(record);
  }
  if (file.standing().state === 'pending') await decideAndHandOut(requestId, file, post, free);

  await post.done();
  await condition(allHandlersFinished);
  return file.standing();
}

/** Nobody is bothered with a registration whose address is not proven. */
async function proveAddress(file: RequestFile, post: Post): Promise<boolean> {
  for (;;) {
    const proof = await askProof(file.known());
    post.send(proof);
    if (proof.state !== 'waiting') return proof.state === 'proven';
    await file.newsWithin(proof.nextInMs);
  }
}
