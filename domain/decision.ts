import type { EvidenceGrade } from './evidence';
import type { Instant } from './instant';
import type { Limits } from './limits';
import type { Approver, Party } from './party';

/**
 * What an approver may say. `ask`: a question to the developer; `propose`: another plan; `recuse`: step aside; `delegate`: hand one's
 * place to a named other; `revoke`: take one's own approval back; `disown`: "that was not me". Only where the MLS is asked directly,
 * `set-up`: the MLS has made the key itself; `refer`: another MLS must be asked.
 */
export const verdicts = [
  'approve',
  'deny',
  'ask',
  'propose',
  'recuse',
  'delegate',
  'revoke',
  'disown',
  'set-up',
  'refer',
] as const;
export type Verdict = (typeof verdicts)[number];

/** One approver's recorded act. `evidenceId` names what proves it; `digest` names what it was said about. */
export type Decision = Said & Act;

export interface Said {
  readonly id: string;
  readonly requestId: string;
  readonly stepId: string;
  readonly approver: Approver;
  /** The reason, or the question of an `ask`; may be empty for `approve`, `recuse` and `delegate`. */
  readonly reason: string;
  readonly grade: EvidenceGrade;
  readonly digest: string;
  readonly evidenceId: string;
  readonly at: Instant;
}

export type Act =
  | { readonly verdict: 'approve'; readonly limits: Limits }
  | { readonly verdict: 'delegate'; readonly to: Approver }
  | { readonly verdict: 'propose'; readonly plan: { readonly id: string; readonly name: string } }
  | { readonly verdict: 'refer'; readonly mls: { readonly id: string; readonly name: string } }
  /** The act that somebody else did in the approver's name. */
  | { readonly verdict: 'disown'; readonly of: string }
  | { readonly verdict: 'deny' | 'ask' | 'recuse' | 'revoke' | 'set-up' };

/** What asks the developer something before the approver says yes or no. */
export function isQuestion({ verdict }: Pick<Decision, 'verdict'>): boolean {
  return verdict === 'ask' || verdict === 'propose' || verdict === 'refer';
}

/** What says that the MLS agrees. */
export function isAgreement({ verdict }: Pick<Decision, 'verdict'>): boolean {
  return verdict === 'approve' || verdict === 'set-up';
}

/** Something to do at an instant while a step waits. */
export interface Due {
  readonly at: Instant;
  readonly kind: DueKind;
}
export const dueKinds = ['remind', 'escalate', 'call-staff', 'lapse'] as const;
export type DueKind = (typeof dueKinds)[number];

/** A step was put to its approvers, or its clock was set anew; the latest one counts. */
export interface Opening {
  readonly stepId: string;
  /** What was asked: an opening of a request that was changed since is void. */
  readonly digest: string;
  readonly at: Instant;
  readonly because: 'opened' | 'asked-back' | 'answered' | 'reminded-late' | 'extended';
  /** In order of time; the last one is the lapse. */
  readonly dues: readonly Due[];
}

/** The developer's answer to an `ask` or a `propose`. An accepted proposal changes the request, and with it the digest. */
export interface Answer {
  readonly id: string;
  readonly questionId: string;
  readonly by: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly at: Instant;
}

/** A file that came with an answer: kept, hashed, never opened. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * An approver's place at a step given to somebody else, or shared: `reassigned` by staff, `away` by the approver's own standing order
 * (both replace), `escalated` by the clock (adds).
 */
export interface Seating {
  readonly id: string;
  readonly stepId: string;
  /** Who holds the place. */
  readonly from: string;
  readonly to: Approver;
  readonly kind: 'reassigned' | 'away' | 'escalated';
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** Two staff members vouch that a step is met; only where the step accepts `attested`. */
export interface Override {
  readonly id: string;
  readonly stepId: string;
  readonly digest: string;
  readonly by: Party;
  readonly confirmedBy: Party;
  readonly reason: string;
  readonly evidenceId: string;
  readonly at: Instant;
}

/** A step's time ran out, after those who were asked had been reminded. */
export interface Lapse {
  readonly stepId: string;
  readonly at: Instant;
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
  readonly answers: readonly Answer[];
  readonly seatings: readonly Seating[];
  readonly overrides: readonly Override[];
  readonly lapse: Lapse | null;
  readonly withdrawal: Withdrawal | null;
}

/** A request that nothing is known of yet. */
export function noFacts(digest: string): Facts {
  return {
    digest,
    openings: [],
    decisions: [],
    answers: [],
    seatings: [],
    overrides: [],
    lapse: null,
    withdrawal: null,
  };
}
