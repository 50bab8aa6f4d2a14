import type { Bounce, Judgement, RuleId } from '../mail/inbound';

/** One mail for programs. The keys and their meaning are stable. */
export interface MailRow {
  readonly verdict: string;
  readonly rule: string;
  readonly from: string | null;
  /** What kind of program wrote it; null for a person. */
  readonly machine: string | null;
  readonly bounce: Bounce | null;
  readonly command: string | null;
  readonly reason: string;
}

export function mailRow(judgement: Judgement): MailRow {
  const { verdict, rule, from, machine, bounce, command, reason, commandReason } = judgement;
  return {
    verdict,
    rule,
    from,
    machine: machine?.kind ?? null,
    bounce,
    command,
    reason: `${reason} ${commandReason}`,
  };
}

export function unreadableRow(fault: string): MailRow {
  const rule: RuleId = 'unreadable';
  const reason = `The file could not be read. (${fault})`;
  return {
    verdict: 'unverifiable',
    rule,
    from: null,
    machine: null,
    bounce: null,
    command: null,
    reason,
  };
}

/** One mail in a paragraph for people. */
export function mailLines(file: string, judgement: Judgement): string {
  const { verdict, rule, from, machine, bounce, command, subject } = judgement;
  const says = command === null ? 'no decision' : command;
  return [
    `${file}: ${verdict} (rule ${rule}), ${says}`,
    `  from ${from ?? 'nobody that can be named'}${subject === null ? '' : `, "${subject.replace(/\p{C}/gu, ' ')}"`}`,
    `  ${judgement.reason}`,
    `  ${judgement.commandReason}`,
    ...(machine?.returns ? [`  Back on ${machine.returns}.`] : []),
    ...(bounce ? [`  ${bounceWords(bounce)}`] : []),
  ].join('\n');
}

function bounceWords({ recipient, action, status, permanent, diagnostic }: Bounce): string {
  const code = status === null ? '' : ` (${status})`;
  const words = diagnostic === null ? '' : `: ${diagnostic}`;
  return `Mail to ${recipient ?? 'somebody'} ${action}${code}, ${permanent ? 'for good' : 'for now'}${words}`;
}
