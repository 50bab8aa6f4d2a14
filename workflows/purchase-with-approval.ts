import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { acknowledge, announce, record } from './activities';
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
  const isRevoked = () => file.standing().state === 'revoked';
  const confirmRevoked = async () => {
    await file.refresh(record);
    return isRevoked();
  };

  if (!input.resume) post.send(await acknowledge({ requestId }));
  let outcome = await runChain(file, post);
  if (outcome.state === 'approved' && file.informsOthers()) post.send(await announce({ requestId }));
  while (outcome.state === 'approved' && !(await handOut(requestId, post, { isRevoked, confirmRevoked }))) {
    outcome = await runChain(file, post);
  }
  if (outcome.state !== 'approved') post.send(await announce({ requestId }));

  await post.done();
  await condition(allHandlersFinished);
  return outcome;
}
