import type { Standing } from '../domain/standing';
import { announce, record } from './activities';
import type { RequestFile } from './file';
import { handOut } from './hand-out';
import type { Payment } from './payment';
import type { Post } from './post';
import { runChain } from './run-chain';

/** What every kind of request has in common: the chain, what it costs, then the key or the reason why not. */
export async function decideAndHandOut(
  requestId: string,
  file: RequestFile,
  post: Post,
  payment: Payment,
): Promise<Standing> {
  const isRevoked = () => file.standing().state === 'revoked';
  const confirmRevoked = async () => {
    await file.refresh(record);
    return isRevoked();
  };

  let outcome = await runChain(file, post);
  if (outcome.state === 'approved' && file.informsOthers()) post.send(await announce({ requestId }));
  const keyInHand = async () => (await payment.take()) && handOut(requestId, post, { isRevoked, confirmRevoked });
  while (outcome.state === 'approved' && !(await keyInHand())) outcome = await runChain(file, post);
  if (outcome.state !== 'approved') {
    await payment.release();
    post.send(await announce({ requestId }));
  }
  return outcome;
}
