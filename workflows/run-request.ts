import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { acknowledge } from './activities';
import { decideAndHandOut } from './approval';
import type { RequestInput } from './contract';
import { openFile, type RequestFile } from './file';
import type { Payment } from './payment';
import { createPost, type Post } from './post';

/** A request to an MLS from the first mail to the last: the developer is told that it is on its way, then the chain is asked. */
export async function runRequest(
  input: RequestInput,
  paymentOf: (file: RequestFile, post: Post) => Payment,
): Promise<Standing> {
  const { requestId } = input;
  const file = openFile(input);
  const post = createPost();

  if (!input.resume) post.send(await acknowledge({ requestId }));
  const outcome = await decideAndHandOut(requestId, file, post, paymentOf(file, post));

  await post.done();
  await condition(allHandlersFinished);
  return outcome;
}
