import { type Credential, isWaiting } from '../domain/credential';
import type { RequestFile } from '../store/port';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { credentialOf } from './credential-of';
import { newLink } from './links';
import { aboutAndRequester, letterAbout, type Letters, requestFile } from './request-file';
import { type Drafted, sendOnce } from './send-once';

/** A day, and an hour for a clock that runs ahead. */
const lastDayMs = 25 * 3_600_000;

export interface Reminded extends Letters {
  /** Whether the secret still waits. */
  readonly isWaiting: boolean;
}

export function pickUpReminderActivities(context: ActivityContext) {
  const { store, settings } = context;

  /**
   * Writes to a developer whose secret still waits, with a new link and code; once that letter has left, the older ones are closed.
   * Nothing happens when it was picked up or the key ended, and no further reminder need be planned. `number` counts those about one key.
   */
  async function remindPickUp(reminder: { credentialId: string; number: number }): Promise<Reminded> {
    const credential = await credentialOf(store, reminder.credentialId);
    const file = await requestFile(store, credential.requestId);
    if (!isWaiting(credential, file.at)) return { letters: [], isWaiting: false };
    const part = `${credential.generation}.${reminder.number}`;
    const written = await sendOnce(context, credential.requestId, `pickup-reminder.${part}`, async () =>
      draft(file, credential, reminder.number, part),
    );
    return { ...written, isWaiting: true };
  }

  function draft(file: RequestFile, credential: Credential, number: number, part: string): Drafted {
    const { digest, ask } = file.request;
    const { id: credentialId, generation, pickUpUntil } = credential;
    const { url, code, link } = newLink(settings.baseUrl, 'pickup', {
      credentialId,
      // The first one has the key's own number.
      generation: generation + number,
      digest,
      deadline: pickUpUntil,
    });
    const variables = {
      ...aboutAndRequester(file),
      pickupUrl: url,
      code,
      until: inWords(pickUpUntil, ask.mls.timeZone),
      isLastDay: pickUpUntil - file.at <= lastDayMs,
    };
    const note = `Reminded ${ask.requester.name}: the key waits to be picked up.`;
    return {
      drafts: [{ input: letterAbout(file, 'pickup-reminder', variables, { part }), link }],
      events: [{ kind: 'reminded', actor: 'Countersign', note }],
    };
  }

  return { remindPickUp };
}
