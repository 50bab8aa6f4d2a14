import { audienceOf, type Correspondent, hasConversation, type Message, sideWords } from '../domain/message';
import { listWords } from '../domain/words';
import type { RequestFile } from '../store/port';
import { filesOf } from './asked-before';
import { supportOf } from './conversation';
import type { WebContext } from './deps';
import { errorLinks } from './forms';
import { moment } from './moments';
import type { ConversationModel, MessageView } from './pages/conversation-models';
import { noWritingErrors, type WritingAttempt } from './writing-form';

/** What the parties wrote to one another, oldest first. `page`: address of the page that offers their files. */
export function messagesOf(
  messages: readonly Message[],
  zone: string,
  page: string,
  mailPage?: (mailId: string) => string,
): readonly MessageView[] {
  return messages.map(({ from, text, attachments, mailId, vouchedBy, at }) => ({
    by: from.name,
    side: sideWords[from.side],
    at: moment(at, zone),
    text,
    files: filesOf(attachments, page),
    isByMail: mailId !== null,
    vouchedBy: vouchedBy ?? '',
    mail: mailId !== null && mailPage ? mailPage(mailId) : null,
  }));
}

/** Whose page shows a conversation, and where. */
export interface ConversationPlace {
  readonly author: Correspondent;
  readonly page: string;
  /** Only staff see the mails themselves. */
  readonly mailPage?: (mailId: string) => string;
}

/** The conversation about a request, with the form to write; null where its kind has none. `attempt`: what was not taken. */
export async function conversationModel(
  { store, settings }: Pick<WebContext, 'store' | 'settings'>,
  file: RequestFile,
  { author, page, mailPage }: ConversationPlace,
  attempt: WritingAttempt | null,
): Promise<ConversationModel | null> {
  const { id, ask } = file.request;
  if (!hasConversation(ask)) return null;
  const messages = await store.messages.ofRequest(id);
  const audience = audienceOf(file, supportOf(settings), author, messages);
  const errors = attempt?.errors ?? noWritingErrors;
  return {
    messages: messagesOf(messages, ask.mls.timeZone, page, mailPage),
    action: `${page}/messages`,
    goesTo: listWords(
      audience.map(({ name, side }) => (side === 'support' ? name : `${name} (${sideWords[side]})`)),
      'and',
    ),
    text: attempt?.text ?? '',
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}
