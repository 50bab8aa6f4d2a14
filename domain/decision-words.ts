import type { Decision } from './decision';
import { limitWords } from './limits';

/** "Ann Lee approved": what somebody did, in short. */
export function saidBy({ approver, verdict }: Decision): string {
  return `${approver.name} ${sayings[verdict]}`;
}

/** What somebody did, in words that follow the name and leave nothing out: "approved", "handed it on to Raj Patel". */
export function didWords(decision: Decision): string {
  if (decision.verdict === 'delegate') return `handed it on to ${decision.to.name}`;
  if (decision.verdict === 'propose') return `proposed the plan ${decision.plan.name}`;
  if (decision.verdict === 'refer') return `said that ${decision.mls.name} must be asked`;
  return sayings[decision.verdict];
}

/** The conditions of an approval: "read only, until 2027-01-31"; empty when there are none. */
export function conditionsOf(decision: Decision): string {
  return decision.verdict === 'approve' ? limitWords(decision.limits).join(', ') : '';
}

const sayings: Readonly<Record<Decision['verdict'], string>> = {
  approve: 'approved',
  deny: 'declined',
  ask: 'asked the developer',
  propose: 'proposed another plan',
  recuse: 'stepped aside',
  delegate: 'handed it on',
  revoke: 'took the approval back',
  disown: 'said that it was somebody else',
  'set-up': 'set the key up',
  refer: 'said that another MLS must be asked',
};
