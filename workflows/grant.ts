import { condition, continueAsNew, setHandler } from '@temporalio/workflow';
import { keepGrant } from './activities';
import { changed, type GrantInput } from './contract';
import { createPost } from './post';
import { isOldRun } from './run-age';

/** Well below the server's limits; a quiet year needs a handful of turns. */
const turnsInARun = 200;

/**
 * Looks after what an MLS has granted, for years: whenever something about it changes, and whenever the clock brings something (a renewal is
 * due, terms wait to be accepted, a transition or a term is over, a replaced key has had its time). Ends when the grant is over for good.
 */
export async function grant({ grantId, seen: before }: GrantInput): Promise<void> {
  const post = createPost();
  let seen = before;
  let isNews = false;
  setHandler(changed, () => void (isNews = true));

  for (let turn = 1; ; turn += 1) {
    isNews = false;
    const kept = await keepGrant({ grantId, seen });
    post.send(kept);
    seen = kept.seen;
    if (kept.nextInMs === null && !isNews) break;
    await condition(() => isNews, kept.nextInMs ?? 0);
    if ((turn >= turnsInARun || isOldRun()) && post.underway() === 0)
      await continueAsNew<typeof grant>({ grantId, seen });
  }
  await post.done();
}
