import { condition, continueAsNew, patched, setHandler } from '@temporalio/workflow';
import { keepRegister } from './activities';
import { changed, type RegisterInput } from './contract';
import { createPost } from './post';
import { isOldRun } from './run-age';

/** Well below the server's limits; an idle register needs a turn a month. */
const turnsInARun = 200;

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
    const isLong = turn >= turnsInARun || (isOldRun() && patched('short-register-runs'));
    if (isLong && post.underway() === 0) await continueAsNew<typeof register>({ mlsId });
  }
}
