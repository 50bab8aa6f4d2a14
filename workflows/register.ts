import { condition, continueAsNew, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import { keepRegister } from './activities';
import { changed, type RegisterInput } from './contract';
import { createPost } from './post';

/** Well below the server's limits; an idle register needs a turn a month. */
const turnsInARun = 200;
/** What a run has written needs the key that it was sealed with for as long as the run lasts; so the next turn ends an old one. */
const runsForMs = 3_600_000;

/** Looks after an MLS's register, for as long as there is one: whenever it changes, and whenever something about it, or a roster, is due. */
export async function register({ mlsId }: RegisterInput): Promise<never> {
  const post = createPost();
  let news = false;
  setHandler(changed, () => void (news = true));

  for (let turn = 1; ; turn += 1) {
    news = false;
    const kept = await keepRegister({ mlsId, isPosting: post.underway() > 0 });
    post.send(kept);
    await condition(() => news, kept.nextInMs);
    const isLong = turn >= turnsInARun || (isOld() && patched('short-register-runs'));
    if (isLong && post.underway() === 0) await continueAsNew<typeof register>({ mlsId });
  }
}

function isOld(): boolean {
  return Date.now() - workflowInfo().runStartTime.getTime() > runsForMs;
}
