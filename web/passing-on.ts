import { correspondentsOf, hasConversation, sideWords } from '../domain/message';
import { readMessage } from '../mail/inbound/for-people';
import type { ReceivedMail, RequestFile } from '../store/port';
import { supportOf } from './conversation';
import type { WebContext } from './deps';
import { mailOf } from './mail-desk';
import { isWaiting } from './mail-view';
import type { PassingOnModel } from './pages/mail-models';
import { type FieldError, HttpProblem } from './problem';
import type { WebSettings } from './settings';

type Operator = Pick<WebSettings, 'supportEmail' | 'operatorName'>;

/** How a mail that could not prove itself can still be brought to everybody, by somebody who vouches for it; null when it cannot be. */
export function passingOnModel(
  settings: Operator,
  mail: ReceivedMail,
  file: RequestFile | undefined,
  error: FieldError | null,
): PassingOnModel | null {
  if (!file || !isWaiting(mail) || !hasConversation(file.request.ask)) return null;
  const claimed = (mail.judgement?.from ?? '').toLowerCase();
  return {
    action: `/console/mails/${mail.id}/passing-on`,
    people: correspondentsOf(file, supportOf(settings)).map(({ name, email, side }) => ({
      value: email,
      label: `${name} (${sideWords[side]}), ${email}`,
      isChosen: email.toLowerCase() === claimed,
    })),
    error,
  };
}

/**
 * Makes a mail that waits a message of whom staff say it is from. It goes to everybody else who takes part, and decides nothing.
 * @throws HttpProblem 404, or 409 when it waits for nobody, belongs to no conversation, or cannot be read
 */
export async function passOn(
  { store, settings }: Pick<WebContext, 'store' | 'settings'>,
  mailId: string,
  email: string,
  by: string,
): Promise<{ readonly requestId: string } | { readonly error: FieldError }> {
  const mail = await mailOf(store, mailId);
  const requestId = mail.outcome?.requestId ?? '';
  const file = isWaiting(mail) ? await store.requests.file(requestId) : undefined;
  if (!file || !hasConversation(file.request.ask)) throw new HttpProblem(409, 'Not possible now', notForThem);
  const from = correspondentsOf(file, supportOf(settings)).find((each) => each.email === email);
  if (!from) return { error: nobodyChosen };
  const { text, files } = await readMessage(await store.mails.raw(mailId));
  if (text === '' && files.length === 0) throw new HttpProblem(409, 'Nothing to pass on', nothingInIt);
  await store.messages.fromMail(mailId, requestId, { from, text, attachments: files }, by);
  return { requestId };
}

const notForThem =
  'Somebody has dealt with this mail before, or it belongs to no request about which people write to one another.';

const nothingInIt = 'No words and no files could be read out of it. Download it, and write a message yourself.';

const nobodyChosen: FieldError = {
  field: 'from',
  problem: 'Nobody is chosen.',
  remedy: 'Choose whose message it is.',
};
