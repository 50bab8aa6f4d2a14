import { type Chain, type Step, stepOf } from './chain';
import type { Decision, Facts } from './decision';
import { isSufficient } from './evidence';
import type { Instant } from './instant';
import { type Standing, standingOf } from './standing';

export type RefusalCode =
  | 'unknown-step'
  | 'not-an-approver'
  | 'request-changed'
  | 'already-decided'
  | 'step-not-open'
  | 'step-closed'
  | 'request-closed'
  | 'evidence-insufficient'
  | 'reason-required';

/** Why something may not count. (An approver's no is a denial, not a refusal.) */
export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
  /** The decision that came first, where that is the reason. */
  readonly earlier?: Decision;
}

/** Why `decision` may not count on top of `facts`, or undefined when it may. The one rule behind page, mail, workflow and issuing. */
export function refuse(chain: Chain, facts: Facts, decision: Decision, at: Instant): Refusal | undefined {
  const step = stepOf(chain, decision.stepId);
  if (!step) return { code: 'unknown-step', because: 'This chain has no such step.' };
  return refusePerson(step, facts, decision) ?? refuseMoment(chain, step, facts, at) ?? refuseContent(step, decision);
}

/** Why the request may not be withdrawn now, or undefined when it may. */
export function refuseWithdrawal(chain: Chain, facts: Facts, at: Instant): Refusal | undefined {
  const standing = standingOf(chain, facts, at);
  return standing.state === 'pending' ? undefined : closed(standing);
}

function refusePerson(step: Step, facts: Facts, decision: Decision): Refusal | undefined {
  const { approver } = decision;
  if (!step.approvers.some(({ id, email }) => id === approver.id && email === approver.email)) {
    return { code: 'not-an-approver', because: `${approver.name} is not asked at "${step.title}".` };
  }
  if (decision.digest !== facts.digest) {
    return {
      code: 'request-changed',
      because: 'The request was changed after this was asked; the earlier question is void.',
    };
  }
  const earlier = facts.decisions.find((each) => each.stepId === step.id && each.approver.id === approver.id);
  if (earlier) return { code: 'already-decided', because: `Already decided: ${said(earlier)}.`, earlier };
  return undefined;
}

function refuseMoment(chain: Chain, step: Step, facts: Facts, at: Instant): Refusal | undefined {
  const standing = standingOf(chain, facts, at);
  if (standing.state === 'pending') {
    if (standing.stepId === step.id) {
      const isOpen = facts.openings.some((opening) => opening.stepId === step.id && opening.at <= at);
      return isOpen ? undefined : { code: 'step-not-open', because: `"${step.title}" is not open yet.` };
    }
    const isPast = chain.steps.indexOf(step) < chain.steps.findIndex(({ id }) => id === standing.stepId);
    if (!isPast) return { code: 'step-not-open', because: `"${step.title}" is not open yet.` };
  } else if (standing.state !== 'approved') {
    return closed(standing);
  }
  const earlier = facts.decisions.findLast((decision) => decision.stepId === step.id);
  return earlier
    ? { code: 'step-closed', because: `"${step.title}" is closed: ${said(earlier)}.`, earlier }
    : { code: 'step-closed', because: `"${step.title}" is closed.` };
}

function refuseContent(step: Step, decision: Decision): Refusal | undefined {
  if (!isSufficient(step.accepts, decision.grade)) {
    return {
      code: 'evidence-insufficient',
      because: `"${step.title}" accepts ${step.accepts.join(' or ')}; this is ${decision.grade}.`,
    };
  }
  if (decision.verdict === 'deny' && decision.reason.trim() === '') {
    return { code: 'reason-required', because: 'A denial needs a reason, so that the developer knows why.' };
  }
  return undefined;
}

function closed(standing: Exclude<Standing, { state: 'pending' }>): Refusal {
  return { code: 'request-closed', because: `The request is already ${standing.state}. ${standing.because}` };
}

function said({ approver, verdict }: Decision): string {
  return `${approver.name} ${verdict === 'approve' ? 'approved' : 'declined'}`;
}
