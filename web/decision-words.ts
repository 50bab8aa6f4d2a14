import type { Decision } from '../domain/decision';
import { limitWords } from '../domain/limits';
import { saidBy } from '../domain/refuse';

/** What somebody did, in words that follow the name: "approved", "handed it on to Raj Patel". */
export function didWords(decision: Decision): string {
  if (decision.verdict === 'delegate') return `handed it on to ${decision.to.name}`;
  if (decision.verdict === 'propose') return `proposed the plan ${decision.plan.name}`;
  return saidBy(decision).slice(decision.approver.name.length + 1);
}

/** The conditions of an approval: "read only, until 2027-01-31"; empty when there are none. */
export function conditionsOf(decision: Decision): string {
  return decision.verdict === 'approve' ? limitWords(decision.limits).join(', ') : '';
}
