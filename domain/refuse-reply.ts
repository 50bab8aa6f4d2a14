import type { Instant } from './instant';
import type { Approver } from './party';
import type { MailJudgement } from './received-mail';

/** Clocks of mail servers differ. */
const clockSkewMs = 10 * 60_000;

/** A question that was mailed to somebody. */
export interface MailedQuestion {
  readonly approver: Approver;
  readonly askedAt: Instant;
  readonly deadline: Instant;
  /** The code in the subject of the question belongs to a request; the subject of the answer names one. */
  readonly isSameRequest: boolean;
  /** Another mail with this Message-ID has decided something. */
  readonly isUsed: boolean;
}

/**
 * Why a received mail may not stand for a decision, in words for staff; undefined when it may. Everything must hold together: proved,
 * from exactly the mailbox that was asked, about this question, fresh, and one exact command. `refuse` still judges the decision itself.
 */
export function refuseReply(mail: MailJudgement, asked: MailedQuestion, receivedAt: Instant): string | undefined {
  const { approver, askedAt, deadline, isSameRequest, isUsed } = asked;
  if (mail.verdict !== 'proved') return `It proves nothing: ${mail.reason}`;
  if (mail.from?.toLowerCase() !== approver.email.toLowerCase()) {
    return `It is from ${mail.from ?? 'nobody'}; the question went to ${approver.email}.`;
  }
  if (mail.machine !== null) return `A program wrote it, not a person (${mail.machine}).`;
  if (!isSameRequest) return 'Its subject names another request.';
  if (isUsed) return 'A mail with the same Message-ID has decided before.';
  if (mail.date === null || mail.date < askedAt - clockSkewMs || mail.date > receivedAt + clockSkewMs) {
    return 'Its date does not lie between the question and its arrival.';
  }
  if (receivedAt > deadline) return 'It came after the time for an answer was over.';
  return mail.command === null ? `It is not clear: ${mail.commandReason}` : undefined;
}
