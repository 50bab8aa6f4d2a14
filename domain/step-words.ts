import { approvalsNeeded, type Chain, type Step, type StepClock } from './chain';
import { amountWords } from './duration-words';
import type { EvidenceGrade } from './evidence';
import { type Term, usualTerm } from './grant';
import type { Approver } from './party';

/** One thing a chain says, under a name: "Quorum", "2 of 3 must approve". */
export interface Line {
  readonly label: string;
  readonly words: string;
}

const proofWords: Readonly<Record<EvidenceGrade, string>> = {
  attested: 'two staff members vouching for it',
  link: 'the mailed link',
  'link+code': 'the mailed link and code',
  'signed-in': 'signing in',
  reply: 'a signed reply by mail',
};

/** A step line by line: when its turn is, who is asked, and what it takes. What does not apply is left out. */
export function stepLines(chain: Chain, step: Step): readonly Line[] {
  return allLines(chain, step).filter(({ words }) => words !== '');
}

/** The same with the lines that do not apply, their words empty: two steps differ when a line of them does. */
export function allLines({ steps }: Chain, step: Step): readonly Line[] {
  const { exempt, approvers, alternates, denials, accepts, clock } = step;
  return [
    { label: 'Turn', words: turnWords(steps, step) },
    { label: 'Not asked', words: exempt?.because ?? '' },
    { label: 'Asked', words: peopleWords(approvers) },
    { label: 'Alternates', words: peopleWords(alternates) },
    { label: 'Quorum', words: quorumOf(step) },
    { label: 'Ends when', words: denials === 1 ? 'one of them declines' : `${denials} of them decline` },
    { label: 'Proof', words: accepts.map((grade) => proofWords[grade]).join(', or ') },
    { label: 'Clock', words: clockWords(clock) },
  ];
}

/** What a chain says beside its steps. */
export function chainLines({ informed, stopMinutes, term = usualTerm }: Chain): readonly Line[] {
  return [
    { label: 'Informed', words: informed.length === 0 ? 'nobody' : peopleWords(informed) },
    { label: 'Wait before the key', words: stopMinutes === 0 ? 'none' : `${stopMinutes} minutes` },
    { label: 'Lasts', words: termWords(term) },
  ];
}

function termWords({ months, noticeDays, graceDays }: Term): string {
  const after = graceDays === 0 ? 'ends with the term' : `goes on for ${amountWords(graceDays, 'day')} after it`;
  return `${amountWords(months, 'month')}, then it must be approved again (told ${amountWords(noticeDays, 'day')} before the end; the key ${after})`;
}

function turnWords(steps: readonly Step[], { after }: Step): string {
  if (after.length === 0) return 'at once';
  const titles = after.map((id) => steps.find((each) => each.id === id)?.title ?? id);
  return `after ${titles.map((title) => `"${title}"`).join(' and ')}`;
}

function peopleWords(people: readonly Approver[]): string {
  return people.map(({ name, title, email }) => `${name} (${title}) <${email}>`).join(', ');
}

function quorumOf({ approvers, quorum }: Step): string {
  const group = approvers.length;
  const needed = approvalsNeeded(quorum, group);
  if (group < 2) return 'that person must approve';
  if (quorum === 'all') return 'all of them must approve';
  const share = typeof quorum === 'object' && 'percent' in quorum ? ` (${quorum.percent} %)` : '';
  return needed === 1 ? `any one of them is enough${share}` : `${needed} of ${group} must approve${share}`;
}

function clockWords({ remind, escalate, callStaff, lapse }: StepClock): string {
  const dues = [
    remind.length > 0 ? `reminded on ${remind.join(' and ')}` : '',
    escalate === null ? '' : `alternates asked on ${escalate}`,
    callStaff === null ? '' : `support called on ${callStaff}`,
    `lapses after ${lapse}`,
  ];
  return `business days: ${dues.filter((words) => words !== '').join(', ')}`;
}
