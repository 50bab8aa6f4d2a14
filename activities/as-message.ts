import { correspondentOf, hasConversation } from '../domain/message';
import type { MailJudgement, MailOutcome } from '../domain/received-mail';
import { requestIdIn } from '../domain/reply-address';
import type { ReceivedMail, RequestFile } from '../store/port';
import type { ActivityContext } from './context';

/**
 * A mail that belongs to the conversation about a request, brought there; undefined when it is about no such request. Only what can be proved to
 * be from somebody who takes part is passed on to the others: the rest waits for staff.
 */
export async function asMessage(
  { store, read, settings }: ActivityContext,
  { id, envelope }: ReceivedMail,
  judgement: MailJudgement,
  replyCode: string | undefined,
): Promise<MailOutcome | undefined> {
  const { recipients, text, files } = await read(await store.mails.raw(id));
  const asked = replyCode === undefined ? undefined : await store.mails.requestOf(replyCode);
  const requestId = asked ?? requestIdIn([...envelope.recipients, ...recipients]);
  const file = requestId === undefined ? undefined : await store.requests.file(requestId);
  if (!file || !hasConversation(file.request.ask)) return undefined;

  const from = correspondentOf(file, settings.support, judgement.from ?? '');
  const obstacle = from === undefined ? strangerTo(judgement) : unproved(judgement);
  if (from === undefined || obstacle !== undefined) {
    const waits = { kind: 'queued', requestId: file.request.id, because: obstacle! } as const;
    await store.mails.conclude(id, waits);
    return waits;
  }
  const outcome = await store.messages.fromMail(id, file.request.id, { from, text, attachments: files });
  if (from.side === 'mls' && judgement.command !== null) await askAgain(store, file, from.email);
  return outcome;
}

function strangerTo({ from }: MailJudgement): string {
  return `${from ?? 'Nobody that can be named'} takes no part in this request, so it was not passed on.`;
}

function unproved({ verdict, reason }: MailJudgement): string | undefined {
  return verdict === 'proved' ? undefined : `Nobody knows who sent it, so it was not passed on: ${reason}`;
}

/** A yes or no without the code of its question decides nothing: they get the question once more. */
async function askAgain(store: ActivityContext['store'], file: RequestFile, email: string): Promise<void> {
  const { standing, request } = file;
  const open = standing.state === 'pending' ? standing.open : [];
  for (const { stepId, waitingOn } of open) {
    const approver = waitingOn.find((each) => each.email.toLowerCase() === email.toLowerCase());
    if (!approver) continue;
    const reason = 'A mail said yes or no without the code of its question.';
    await store.orders.resend(request.id, { stepId, approverId: approver.id, by: 'Countersign', reason });
  }
}
