import type { EvidenceGrade } from './evidence';
import type { Instant } from './instant';
import type { Approver } from './party';

export const verdicts = ['approve', 'deny'] as const;
export type Verdict = (typeof verdicts)[number];

/** One approver's recorded act. `evidenceId` names what proves it; `digest` names what it was said about. */
export interface Decision {
  readonly id: string;
  readonly requestId: string;
  readonly stepId: string;
  readonly approver: Approver;
  readonly verdict: Verdict;
  /** Required for a denial; empty for a plain approval. */
  readonly reason: string;
  readonly grade: EvidenceGrade;
  readonly digest: string;
  readonly evidenceId: string;
  readonly at: Instant;
}

/** When a step was put to its approvers, and when it lapses if they stay silent. */
export interface Opening {
  readonly stepId: string;
  readonly at: Instant;
  readonly lapseAt: Instant;
}

/** The requester's side takes the request back. */
export interface Withdrawal {
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** All that is known of a request's way through its chain. Kept; standing is computed from it. */
export interface Facts {
  readonly digest: string;
  readonly openings: readonly Opening[];
  readonly decisions: readonly Decision[];
  readonly withdrawal: Withdrawal | null;
}
