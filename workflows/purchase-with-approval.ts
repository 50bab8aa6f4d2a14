import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { acknowledge, announce } from './activities';
import type { RequestInput } from './contract';
import { openFile } from './file';
import { handOut } from './hand-out';
import { createPost } from './post';
import { runChain } from './run-chain';

/** A data plan of the Datamart, bought with the MLS's approval: the mail chain, then the key or the reason why not. */
export async function purchaseWithApproval(input: RequestInput): Promise<Standing> {
  const { requestId } = input;
  const file = openFile(input);
  const post = createPost();

  post.send((await acknowledge({ requestId })).letters);
  const outcome = await runChain(requestId, file);

  if (outcome.state === 'approved') await handOut(requestId);
  else post.send((await announce({ requestId })).letters);

  await post.done();
  await condition(allHandlersFinished);
  return outcome;
}
