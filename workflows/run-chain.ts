import { condition } from '@temporalio/workflow';
import type { Standing } from '../domain/standing';
import { ask, record } from './activities';
import type { RequestFile } from './file';
import { createPost } from './post';

/** Asks the steps one after another until the chain is approved, denied, lapsed or withdrawn; resolves with where it then stands. */
export async function runChain(requestId: string, file: RequestFile): Promise<Standing> {
  let standing = file.standing();
  while (standing.state === 'pending') {
    const { stepId } = standing;
    await runStep(requestId, stepId, file);
    standing = file.standing();
    // Approved in a message is not approved on record, and a step whose time is over may have an answer on its way:
    // the store judges before anything follows. Only the way from one step to the next needs no second look, since `ask` looks.
    if (standing.state !== 'pending' || standing.stepId === stepId) {
      await file.refresh(() => record({ requestId }));
      standing = file.standing();
    }
  }
  return standing;
}

/** One step: ask, deliver, wait. Returns when the step is decided, its time is over, or the store says it is not its turn. */
async function runStep(requestId: string, stepId: string, file: RequestFile): Promise<void> {
  const isOver = () => !isPendingAt(file.standing(), stepId);
  const post = createPost();
  const asked = await file.refresh(() => ask({ requestId, stepId }));
  post.send(asked.letters);

  while (await condition(() => isOver() || file.asksAgain.length > 0, file.untilLapse(stepId))) {
    if (isOver()) break;
    const again = file.asksAgain.shift()!;
    post.send((await file.refresh(() => ask({ requestId, ...again }))).letters);
  }
  post.recall();
}

function isPendingAt(standing: Standing, stepId: string): boolean {
  return standing.state === 'pending' && standing.stepId === stepId;
}
