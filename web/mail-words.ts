import type { MailJudgement, MailVerdict } from '../domain/received-mail';
import type { ReceivedMail } from '../store/port';

type Judged = Pick<ReceivedMail, 'judgement' | 'outcome'>;

/** A verdict for people who do not know what DKIM is. */
export interface VerdictWords {
  readonly state: MailVerdict | 'unread';
  /** On the tag. */
  readonly label: string;
}

export interface Reading extends VerdictWords {
  readonly heading: string;
  readonly lines: readonly string[];
  /** The rule that decided, for looking it up; null before it was read. */
  readonly rule: string | null;
}

const labels: Readonly<Record<MailVerdict, string>> = {
  proved: 'Sender proved',
  unverifiable: 'Unverifiable',
  forged: 'Forged',
  retry: 'Being checked',
};

export function verdictWords({ judgement, outcome }: Judged): VerdictWords {
  return judgement === null
    ? { state: 'unread', label: outcome === null ? 'Not read yet' : 'Not checked' }
    : { state: judgement.verdict, label: labels[judgement.verdict] };
}

/** What was found out about who sent it. */
export function readingOf(mail: Judged): Reading {
  const words = verdictWords(mail);
  const { judgement, outcome } = mail;
  if (judgement === null) return { ...words, ...(outcome === null ? unread : unchecked), rule: null };
  return { ...words, ...found(judgement), rule: `Rule ${judgement.rule}: ${judgement.reason}` };
}

const unread = {
  heading: 'Nobody has read it yet',
  lines: ['It is kept safely. As soon as a worker is there it is read; load this page again in a moment.'],
};

/** It was tried for days. */
const unchecked = {
  heading: 'Nobody can tell who sent it',
  lines: ["It could not be checked: the sender's domain did not answer for days. So it decides nothing."],
};

function found(judgement: MailJudgement): Pick<Reading, 'heading' | 'lines'> {
  switch (judgement.verdict) {
    case 'proved':
      return { heading: 'It is from the address that it names', lines: [proofWords(judgement)] };
    case 'forged':
      return {
        heading: 'It is not what it claims to be',
        lines: [forgeryWords(judgement.rule), 'It decides nothing. Do not answer it, and open no link in it.'],
      };
    case 'unverifiable':
      return {
        heading: 'Nobody can tell who sent it',
        lines: [
          'It may well be honest: some mail systems do not sign what they send, others change it on the way.',
          'What cannot be proved decides nothing. The approver can still answer on the page behind their link.',
        ],
      };
    case 'retry':
      return {
        heading: 'It cannot be checked just now',
        lines: ["The sender's domain did not answer. It is checked again by itself; there is nothing to do."],
      };
  }
}

function proofWords({ from, signedBy }: MailJudgement): string {
  const domain = from?.slice(from.lastIndexOf('@') + 1).toLowerCase();
  const whose =
    signedBy?.toLowerCase() === domain ? "the sender's own domain" : "a domain of the sender's organisation";
  return `Signed by ${signedBy ?? 'its sender'}, which is ${whose}. So whoever holds that mailbox sent it.`;
}

function forgeryWords(rule: string): string {
  if (rule.startsWith('6-'))
    return "No signature of the sender's domain fits the text: somebody changed it, or it is a forgery.";
  if (rule.startsWith('5-')) return 'Only a part of it is signed, so anybody could have added the rest.';
  return 'It is built so that mail programs show different things. Honest programs do not write such mails.';
}

/** What it says, as far as that counts. */
export function commandWords(judgement: MailJudgement | null): string {
  if (judgement === null) return 'It was not read for a decision.';
  const { command, commandReason, verdict } = judgement;
  if (command === null) return `No decision was read out of it. ${commandReason}`;
  const said = `Its first line is one exact command: ${command === 'approve' ? 'approve' : 'decline'}.`;
  return verdict === 'proved' ? said : `${said} That does not count, since its sender is not proved.`;
}
