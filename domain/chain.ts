import type { EvidenceGrade } from './evidence';
import type { Term } from './grant';
import type { Approver } from './party';

/** How many approvals a step needs of those who are asked: one, all, a number, or a share rounded up. */
export type Quorum = 'any' | 'all' | { readonly count: number } | { readonly percent: number };

/** Business days of the MLS, counted from the day a step was put to its approvers. Null: not at all. */
export interface StepClock {
  /** Days on which those who have not answered are reminded. */
  readonly remind: readonly number[];
  /** Day on which alternates are asked beside those who are silent. */
  readonly escalate: number | null;
  /** Day on which support is called. */
  readonly callStaff: number | null;
  /** Day at whose end the request lapses, at the earliest. */
  readonly lapse: number;
}

export const defaultClock: StepClock = { remind: [2, 4], escalate: 6, callStaff: 8, lapse: 20 };

/** Why a step asks nobody: its condition does not hold, or a rule of the MLS satisfies it. `because` stands in the timeline. */
export interface Exemption {
  readonly kind: 'not-needed' | 'satisfied';
  readonly because: string;
}

/** One question to one group. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** Steps that must be passed before this one is asked. Empty: asked at once. */
  readonly after: readonly string[];
  readonly approvers: readonly Approver[];
  /** Asked in addition when approvers stay silent. */
  readonly alternates: readonly Approver[];
  readonly quorum: Quorum;
  /** Denials that end the request. */
  readonly denials: number;
  readonly accepts: readonly EvidenceGrade[];
  readonly clock: StepClock;
  readonly exempt: Exemption | null;
}

/** The steps for one request, frozen when it starts; `version` names the MLS's chain it was made from. */
export interface Chain {
  readonly version: number;
  readonly steps: readonly Step[];
  /** Told of the request and of its end; never asked. */
  readonly informed: readonly Approver[];
  /** Mailboxes that may not decide, as `mailboxOf` spells them: the developer's and that of whoever started the request. */
  readonly barred: readonly string[];
  /** Minutes between the last approval and the key, so that a "not me" stops it rather than revokes it. */
  readonly stopMinutes: number;
  /** How long what it approves lasts. Left out: as usual. */
  readonly term?: Term | undefined;
}

/** The step of that id, or undefined. */
export function stepOf(chain: Chain, stepId: string): Step | undefined {
  return chain.steps.find((step) => step.id === stepId);
}

/** Approvals that a group of that size must give; at least one. */
export function approvalsNeeded(quorum: Quorum, groupSize: number): number {
  if (quorum === 'any') return 1;
  if (quorum === 'all') return Math.max(1, groupSize);
  if ('count' in quorum) return quorum.count;
  return Math.max(1, Math.ceil((quorum.percent * groupSize) / 100));
}
