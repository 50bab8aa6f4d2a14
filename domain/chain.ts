import type { EvidenceGrade } from './evidence';
import type { Approver } from './party';

/** How many approvals a step needs: one of its approvers, or every one. */
export const quorums = ['any', 'all'] as const;
export type Quorum = (typeof quorums)[number];

/** One question to one group. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly approvers: readonly Approver[];
  readonly quorum: Quorum;
  readonly accepts: readonly EvidenceGrade[];
  /** Business days of the MLS after which an unanswered step lapses. */
  readonly lapseAfter: number;
}

/** The ordered steps for one request, frozen when it starts; `version` names the MLS's chain it was made from. */
export interface Chain {
  readonly version: number;
  readonly steps: readonly Step[];
}

/** The step of that id, or undefined. */
export function stepOf(chain: Chain, stepId: string): Step | undefined {
  return chain.steps.find((step) => step.id === stepId);
}
