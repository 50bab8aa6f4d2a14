import type { Chain, Step } from './chain';
import type { Decision, Facts } from './decision';
import type { Instant } from './instant';
import type { Approver } from './party';

/** Where a chain stands, with its reason in words that mails, pages and the command line print as they are. */
export type Standing =
  | {
      readonly state: 'pending';
      readonly stepId: string;
      readonly waitingOn: readonly Approver[];
      readonly because: string;
    }
  | { readonly state: 'approved'; readonly because: string }
  | {
      readonly state: 'denied';
      readonly stepId: string;
      readonly by: Approver;
      readonly reason: string;
      readonly because: string;
    }
  | { readonly state: 'lapsed'; readonly stepId: string; readonly because: string }
  | { readonly state: 'withdrawn'; readonly by: string; readonly reason: string; readonly because: string };

/**
 * Where the chain stands when every decision in `facts` counts. Callers outside the domain want `evaluate`,
 * which first sets aside the decisions that may not count.
 */
export function standingOf(chain: Chain, facts: Facts, at: Instant): Standing {
  const { withdrawal } = facts;
  if (withdrawal !== null && withdrawal.at <= at && stepsStanding(chain, facts, withdrawal.at).state === 'pending') {
    const { by, reason } = withdrawal;
    return { state: 'withdrawn', by, reason, because: `${by} withdrew the request${reason ? `: ${reason}` : '.'}` };
  }
  return stepsStanding(chain, facts, at);
}

function stepsStanding(chain: Chain, facts: Facts, at: Instant): Standing {
  const made = facts.decisions.filter((decision) => decision.at <= at);
  for (const step of chain.steps) {
    const standing = stepStanding(step, facts, made, at);
    if (standing !== 'passed') return standing;
  }
  return { state: 'approved', because: approvedBecause(chain, made) };
}

function stepStanding(step: Step, facts: Facts, made: readonly Decision[], at: Instant): Standing | 'passed' {
  const here = made.filter((decision) => decision.stepId === step.id);
  const denial = here.find((decision) => decision.verdict === 'deny');
  if (denial) {
    const { approver, reason } = denial;
    return {
      state: 'denied',
      stepId: step.id,
      by: approver,
      reason,
      because: `${approver.name} (${approver.title}) declined: ${reason}`,
    };
  }
  const approvedBy = new Set(here.map((decision) => decision.approver.id));
  const waitingOn = step.approvers.filter((approver) => !approvedBy.has(approver.id));
  if (step.quorum === 'any' ? approvedBy.size > 0 : waitingOn.length === 0) return 'passed';

  const opening = facts.openings.find((each) => each.stepId === step.id);
  if (opening && opening.lapseAt <= at) {
    return { state: 'lapsed', stepId: step.id, because: `Nobody answered "${step.title}" in time.` };
  }
  return { state: 'pending', stepId: step.id, waitingOn, because: pendingBecause(step, waitingOn, approvedBy.size) };
}

function pendingBecause(step: Step, waitingOn: readonly Approver[], approvals: number): string {
  const names = waitingOn.map((approver) => approver.name);
  const whom =
    names.length === 1
      ? names[0]
      : `${names.slice(0, -1).join(', ')} ${step.quorum === 'any' ? 'or' : 'and'} ${names.at(-1)}`;
  const soFar = approvals > 0 ? ` ${approvals} of ${step.approvers.length} approved so far.` : '';
  return `"${step.title}" waits for ${whom}.${soFar}`;
}

function approvedBecause(chain: Chain, made: readonly Decision[]): string {
  const names = chain.steps
    .flatMap((step) => made.filter((decision) => decision.stepId === step.id))
    .map(({ approver }) => approver.name);
  return `Approved by ${[...new Set(names)].join(', ')}.`;
}
