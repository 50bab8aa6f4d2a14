import { isWaiting } from '../domain/credential';
import { asksApprover, asksDeveloper } from '../domain/question-letters';
import { openStepOf } from '../domain/standing';
import type { Letter, Store } from '../store/port';
import { permanent } from './failures';
import type { ActivityContext } from './context';
import { withHeartbeat } from './heartbeat';
import type { Letters } from './request-file';

export function deliverActivities(context: ActivityContext) {
  /**
   * Sends one letter, the same bytes each time. A server's final no is recorded and not an error: the chain does not stop for it.
   * A copy can only arise when the process dies between the server's yes and the record of it.
   * @throws when the server is out of reach or says "not now"; Temporal tries again.
   */
  async function deliver({ letterId }: { letterId: string }): Promise<void> {
    await withHeartbeat((signal) => send(context, letterId, signal));
  }

  return { deliver };
}

/**
 * Sends what an activity has just written. A letter that cannot leave now is handed back, for Temporal to try again while the workflow
 * goes on: a mail server that is down must not keep anyone from deciding.
 */
export async function firstTry(context: ActivityContext, letterIds: readonly string[]): Promise<Letters> {
  if (letterIds.length === 0) return { letters: [] };
  const left = await withHeartbeat((signal) =>
    Promise.all(
      letterIds.map(async (letterId) => {
        try {
          await send(context, letterId, signal);
          return [];
        } catch (error) {
          context.log.warn({ err: error, letterId }, 'letter not sent yet; it will be tried again');
          return [letterId];
        }
      }),
    ),
  );
  return { letters: left.flat() };
}

async function send({ store, mailer }: ActivityContext, letterId: string, signal: AbortSignal): Promise<void> {
  const letter = await store.letters.find(letterId);
  if (!letter) throw permanent('LetterUnknown', 'The store has no such letter.');
  if (letter.sentAt !== null || letter.refusedAt !== null) return;
  if (await isMoot(store, letter)) {
    await store.letters.recalled(letterId);
    return;
  }
  const bytes = await store.letters.bytes(letterId);
  const delivery = await mailer.send({ envelope: letter.envelope, bytes }, signal);
  if (delivery.kind === 'accepted') await store.letters.sent(letterId, delivery.response);
  else await store.letters.refused(letterId, delivery.response);
}

/** A question that nobody needs an answer to any more, or a reminder of a key that was picked up meanwhile. */
async function isMoot({ requests }: Pick<Store, 'requests'>, letter: Letter): Promise<boolean> {
  const { requestId, stepId, template, recipient } = letter;
  const isQuestion = stepId !== null && (asksApprover(letter) || asksDeveloper(letter));
  if (!isQuestion && template !== 'pickup-reminder') return false;
  const file = await requests.file(requestId);
  if (!file) return false;
  if (!isQuestion) return !(file.credential && isWaiting(file.credential, file.at));
  const open = openStepOf(file.standing, stepId);
  if (!open) return true;
  return asksDeveloper(letter)
    ? open.question === null
    : !open.waitingOn.some(({ email }) => email === recipient.email);
}
