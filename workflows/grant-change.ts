import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { acknowledge, announce, applyChange } from './activities';
import type { RequestInput } from './contract';
import { openFile } from './file';
import { createPost } from './post';
import { runChain } from './run-chain';

/** What was granted is to be renewed or changed: the mail chain once more, about the difference only, then it counts. The old grant runs on meanwhile. */
export async function grantChange(input: RequestInput): Promise<Standing> {
  const { requestId } = input;
  const file = openFile(input);
  const post = createPost();

  if (!input.resume) post.send(await acknowledge({ requestId }));
  const isInForce = async () => (await applyChange({ requestId })).isInForce;
  let outcome = await runChain(file, post);
  // Whoever said yes may have left the register since: then somebody else is asked.
  while (outcome.state === 'approved' && !(await isInForce())) outcome = await runChain(file, post);
  post.send(await announce({ requestId }));

  await post.done();
  await condition(allHandlersFinished);
  return outcome;
}
