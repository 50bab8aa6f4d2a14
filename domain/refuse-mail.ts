import type { Approver } from './party';
import type { MailJudgement, MailOutcome } from './received-mail';
import type { Refusal } from './refuse';

/** A mail that staff want to vouch with, and what it is to stand for. */
export interface OfferedMail {
  readonly judgement: MailJudgement | null;
  readonly outcome: MailOutcome | null;
  readonly requestId: string;
  /** Those whose answer is missing at the step. */
  readonly waitingOn: readonly Approver[];
}

/**
 * Why a mail may not be what two staff members vouch with, or undefined when it may: only an honest mail of somebody who is asked, which
 * its mail system did not sign or changed on the way. What is forged never counts, and what proves itself needs nobody's word.
 */
export function refuseMail({ judgement, outcome, requestId, waitingOn }: OfferedMail): Refusal | undefined {
  const because = unfitBecause(judgement) ?? misplaced(judgement, outcome, requestId, waitingOn);
  return because === undefined ? undefined : { code: 'unfit-order', because };
}

function unfitBecause(judgement: MailJudgement | null): string | undefined {
  if (judgement === null) return 'This mail was never checked, so nobody knows whether it is forged.';
  if (judgement.machine !== null)
    return `A program wrote this mail (${judgement.machine}), so it says nothing for a person.`;
  switch (judgement.verdict) {
    case 'forged':
      return `This mail is forged; nobody may vouch with it. ${judgement.reason}`;
    case 'proved':
      return 'This mail proves its sender: it decides by itself, or its sender must say it again on the page.';
    case 'retry':
      return 'This mail cannot be checked just now.';
    case 'unverifiable':
      return undefined;
  }
}

function misplaced(
  judgement: MailJudgement | null,
  outcome: MailOutcome | null,
  requestId: string,
  waitingOn: readonly Approver[],
): string | undefined {
  if (outcome?.requestId !== requestId) return 'This mail does not lie with this request. Bring it there first.';
  const from = judgement?.from ?? 'nobody';
  return waitingOn.some(({ email }) => email.toLowerCase() === from.toLowerCase())
    ? undefined
    : `This mail says that it is from ${from}, whose answer is not missing at that step.`;
}
