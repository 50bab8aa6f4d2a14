import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { acknowledge } from './activities';
import { decideAndHandOut } from './approval';
import type { RequestInput } from './contract';
import { openFile } from './file';
import { paymentFor } from './payment';
import { createPost } from './post';

/** A data plan of the Datamart, bought with the MLS's approval: the mail chain, the payment, then the key or the reason why not. */
export async function purchaseWithApproval(input: RequestInput): Promise<Standing> {
  const { requestId } = input;
  const file = openFile(input);
  const post = createPost();

  if (!input.resume) post.send(await acknowledge({ requestId }));
  const outcome = await decideAndHandOut(requestId, file, post, paymentFor(requestId, file, post));

  await post.done();
  await condition(allHandlersFinished);
  return outcome;
}
