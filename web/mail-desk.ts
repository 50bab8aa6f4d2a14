import type { ReceivedMail, Store } from '../store/port';
import { HttpProblem, notFound } from './problem';

/** @throws HttpProblem 404 */
export async function mailOf({ mails }: Store, id: string): Promise<ReceivedMail> {
  const mail = await mails.find(id);
  if (!mail) throw notFound();
  return mail;
}

/** Notes that a member of staff has dealt with a mail. @throws HttpProblem 404, or 409 when it waits for nobody */
export async function closeMail(store: Store, id: string, by: string): Promise<ReceivedMail> {
  await mailOf(store, id);
  const closed = await store.mails.close(id, by);
  if (closed) return closed;
  throw new HttpProblem(409, 'It waits for nobody', 'Somebody has dealt with this mail before, or nobody needs to.');
}
