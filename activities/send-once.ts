import type { LetterInput } from '../mail/render';
import type { Correspondence, NewLink } from '../store/port';
import type { ActivityContext } from './context';
import { firstTry } from './deliver';
import type { Letters } from './request-file';

/** A letter still to be rendered, with the link it carries. */
export interface Draft {
  readonly input: LetterInput;
  readonly link?: NewLink;
}

/** What an activity wants to write: letters, and the facts they make known. */
export interface Drafted extends Omit<Correspondence, 'requestId' | 'key' | 'letters' | 'links'> {
  readonly drafts: readonly Draft[];
}

/**
 * Writes under a key and sends. What a first attempt wrote under that key is found again by the next, and only sent: `draft` is not asked
 * then. When it has nothing to say, nothing is written, and the key stays free.
 */
export async function sendOnce(
  context: ActivityContext,
  requestId: string,
  key: string,
  draft: () => Promise<Drafted | undefined>,
): Promise<Letters> {
  const { letters } = context.store;
  const before = await letters.written(requestId, key);
  if (before) return firstTry(context, before);
  const drafted = await draft();
  if (!drafted) return { letters: [] };
  return firstTry(context, await letters.write(await render(context, requestId, key, drafted)));
}

/** What is written, with every letter as the bytes that will be sent. */
export async function render(
  { renderer }: Pick<ActivityContext, 'renderer'>,
  requestId: string,
  key: string,
  { drafts, ...known }: Drafted,
): Promise<Correspondence> {
  const letters = await Promise.all(drafts.map(({ input }) => renderer.render(input)));
  const links = drafts.flatMap(({ input, link }) => (link ? [{ ...link, letterId: input.id }] : []));
  return { requestId, key, letters, links, ...known };
}
