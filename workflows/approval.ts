import type { Standing } from '../domain/standing';
import { announce, record } from './activities';
import type { RequestFile } from './file';
import { handOut } from './hand-out';
import type { Post } from './post';
import { runChain } from './run-chain';

/** What every kind of request has in common: the chain, then the key or the reason why not. */
export async function decideAndHandOut(requestId: string, file: RequestFile, post: Post): Promise<Standing> {
  const isRevoked = () => file.standing().state === 'revoked';
  const confirmRevoked = async () => {
    await file.refresh(record);
    return isRevoked();
  };

  let outcome = await runChain(file, post);
  if (outcome.state === 'approved' && file.informsOthers()) post.send(await announce({ requestId }));
  while (outcome.state === 'approved' && !(await handOut(requestId, post, { isRevoked, confirmRevoked }))) {
    outcome = await runChain(file, post);
  }
  if (outcome.state !== 'approved') post.send(await announce({ requestId }));
  return outcome;
}
