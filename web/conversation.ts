import { type Correspondent, hasConversation, type Message } from '../domain/message';
import type { NewMessage, RequestFile } from '../store/port';
import type { WebContext } from './deps';
import { HttpProblem, notFound } from './problem';
import type { WebSettings } from './settings';

/** Support as it takes part in every conversation; whoever of the staff writes is named, under the mailbox that all of them read. */
export function supportOf(
  { supportEmail, operatorName }: Pick<WebSettings, 'supportEmail' | 'operatorName'>,
  name = `${operatorName} support`,
): Correspondent {
  return { side: 'support', name, email: supportEmail };
}

/** Records what somebody wrote and lets it go to the others. @throws HttpProblem 404, or 409 where nobody would read it */
export async function write(
  { store, relay }: Pick<WebContext, 'store' | 'relay'>,
  file: RequestFile,
  message: NewMessage,
): Promise<Message> {
  refuseWithout(file);
  const posted = await store.messages.post(file.request.id, message);
  if (!posted) throw notFound();
  await relay.tell(posted.dispatch);
  return posted.message;
}

/** @throws HttpProblem 409 when the request is of a kind about which nobody writes */
export function refuseWithout({ request }: RequestFile): void {
  if (hasConversation(request.ask)) return;
  throw new HttpProblem(
    409,
    'No conversation',
    'Only where an MLS is asked directly do the parties write to one another.',
  );
}
