import { audienceOf, type Correspondent, type Message, sideWords } from '../domain/message';
import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';
import { aboutDirect, letterAbout, type Letters, requestFile } from './request-file';
import { type Draft, sendOnce } from './send-once';

const mostInMail = 5_000;

export function conversationActivities(context: ActivityContext) {
  const { store, settings } = context;

  /** Brings what somebody wrote about a request to everybody else who takes part in it. */
  async function passMessageOn({ requestId, messageId }: { requestId: string; messageId: string }): Promise<Letters> {
    return sendOnce(context, requestId, `message.${messageId}`, async () => {
      const file = await requestFile(store, requestId);
      const all = await store.messages.ofRequest(requestId);
      const at = all.findIndex(({ id }) => id === messageId);
      const message = all[at];
      if (!message) return undefined;
      const audience = audienceOf(file, settings.support, message.from, all.slice(0, at));
      return { drafts: audience.map((recipient) => passedOn(context, file, message, recipient)) };
    });
  }

  return { passMessageOn };
}

function passedOn(
  { settings }: ActivityContext,
  file: RequestFile,
  { id, from, text, attachments, vouchedBy }: Message,
  recipient: Correspondent,
): Draft {
  const { requester } = file.request.ask;
  const variables = {
    ...aboutDirect(file),
    recipient: { name: recipient.name },
    requester: { name: requester.name, company: requester.company },
    from: { name: from.name, side: sideWords[from.side] },
    vouchedBy,
    text: linesOf(text),
    files: attachments.map(({ name }) => name),
    toSide: { isDeveloper: recipient.side === 'developer', isMls: recipient.side === 'mls' },
    pageUrl: pageFor(recipient, file, settings.baseUrl),
  };
  return { input: letterAbout(file, 'message', variables, { part: `${id}.${recipient.email}`, recipient }) };
}

/** What a mail should hold of it; the page shows all. */
function linesOf(text: string): string[] {
  const cut = text.length > mostInMail ? `${text.slice(0, mostInMail)}…` : text;
  return cut.split(/\r\n|\r|\n/);
}

/** Approvers have no account: the link in the mail that asks them is their page. */
function pageFor({ side }: Correspondent, { request }: RequestFile, baseUrl: string): string | null {
  if (side === 'mls') return null;
  return `${baseUrl}/${side === 'developer' ? 'account' : 'console'}/requests/${request.id}`;
}
