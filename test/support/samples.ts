import type { Chain, Step } from '../../domain/chain';
import type { Decision, Facts, Opening, Verdict } from '../../domain/decision';
import type { Approver } from '../../domain/party';

/** Small, readable facts for tables: `approver('ann')`, `step('mls', ['ann', 'bob'])`, `decision('mls', 'ann', 'approve', 5)`. */

export const digest = 'd1';

export function approver(id: string): Approver {
  return { id, name: id[0]!.toUpperCase() + id.slice(1), email: `${id}@mls.example`, title: 'MLS admin' };
}

export function step(id: string, approverIds: readonly string[], more: Partial<Step> = {}): Step {
  return {
    id,
    title: `${id} approval`,
    approvers: approverIds.map(approver),
    quorum: 'any',
    accepts: ['link+code', 'reply'],
    lapseAfter: 20,
    ...more,
  };
}

export function chain(...steps: Step[]): Chain {
  return { version: 1, steps };
}

export function decision(
  stepId: string,
  who: string,
  verdict: Verdict,
  at: number,
  more: Partial<Decision> = {},
): Decision {
  return {
    id: `${stepId}-${who}-${at}`,
    requestId: 'r1',
    stepId,
    approver: approver(who),
    verdict,
    reason: verdict === 'deny' ? 'not in our policy' : '',
    grade: 'link+code',
    digest,
    evidenceId: `e-${stepId}-${who}-${at}`,
    at,
    ...more,
  };
}

export function opening(stepId: string, at: number, lapseAt = 1_000): Opening {
  return { stepId, at, lapseAt };
}

export function facts(more: Partial<Facts> = {}): Facts {
  return { digest, openings: [], decisions: [], withdrawal: null, ...more };
}
