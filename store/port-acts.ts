import type { Dispatch } from '../client/port';
import type { Answer, Attachment, Decision } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { Chain } from '../domain/chain';
import type { Limits } from '../domain/limits';
import type { Approver, Party } from '../domain/party';
import type { Refusal } from '../domain/refuse';
import type { Ask } from '../domain/request';
import type { LinkTrouble, OrderOutcome } from './port-links';

/** What an approver chose on a page, people and plans by their ids. */
export type ChosenAct =
  | { readonly verdict: 'approve'; readonly limits: Limits }
  /** `awayUntil` (YYYY-MM-DD): whatever else is asked of the approver until then goes to the same person. */
  | { readonly verdict: 'delegate'; readonly toId: string; readonly awayUntil: string | null }
  | { readonly verdict: 'propose'; readonly planId: string }
  | { readonly verdict: 'refer'; readonly mlsId: string }
  | { readonly verdict: 'deny' | 'ask' | 'recuse' | 'revoke' | 'disown' | 'set-up' };

export interface DecideByLink {
  readonly tokenHash: Uint8Array;
  readonly code: string;
  readonly act: ChosenAct;
  readonly reason: string;
  /** How the act reached us: address, user agent. Kept with the evidence. */
  readonly circumstances: Readonly<Record<string, string | null>>;
}

export interface DecideSignedIn {
  readonly requestId: string;
  readonly stepId: string;
  readonly approverId: string;
  readonly act: { readonly verdict: 'approve' | 'deny' };
  readonly reason: string;
  /** The staff member. */
  readonly by: Party;
}

export type DecideOutcome =
  | { readonly kind: 'recorded'; readonly decision: Decision; readonly dispatch: Dispatch }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | LinkTrouble;

export interface DecisionStore {
  /**
   * Checks link and code, asks `refuse`, and commits decision, evidence, audit row and dispatch together, or none of them.
   * A `decision` link takes every act but `revoke` and `disown`; a `receipt` link takes those two only.
   */
  decideByLink(input: DecideByLink): Promise<DecideOutcome>;
  /**
   * A decision that a signed-in staff member makes in the place of an approver of the operator's own: a registration is reviewed.
   * Undefined when there is no such request.
   */
  decideSignedIn(input: DecideSignedIn): Promise<Extract<DecideOutcome, { kind: 'recorded' | 'refused' }> | undefined>;
  /** Voids a decision whose approver may no longer speak for the MLS, as if they had disowned it. Safe to repeat. */
  setAside(requestId: string, decisionId: string, because: string): Promise<void>;
}

/** A file as it was uploaded. */
export interface NewAttachment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface AnswerByLink {
  readonly tokenHash: Uint8Array;
  readonly code: string;
  readonly text: string;
  readonly attachments: readonly NewAttachment[];
  /** For a proposal that is accepted: what is asked from now on, and the chain for it. */
  readonly revision: { readonly ask: Ask; readonly chain: Chain; readonly toPay?: boolean } | null;
}

export type AnswerOutcome =
  | { readonly kind: 'recorded'; readonly answer: Answer; readonly dispatch: Dispatch }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | LinkTrouble;

export interface AnswerStore {
  /** Checks link and code and commits the answer, its files and, for an accepted proposal, the changed request. */
  answerByLink(input: AnswerByLink): Promise<AnswerOutcome>;
  /** A file of the request; undefined when it is another request's. */
  attachment(requestId: string, id: string): Promise<(Attachment & { readonly bytes: Uint8Array }) | undefined>;
}

/** An override that one staff member asked for and no second one has confirmed yet. */
export interface Vouching {
  readonly id: string;
  readonly requestId: string;
  readonly stepId: string;
  readonly by: Party;
  readonly reason: string;
  /** The mail that is its evidence; null where staff know of it otherwise. */
  readonly mailId: string | null;
  readonly at: Instant;
}

/** What staff do when a chain is stuck. Each is judged under the request's lock, recorded with its audit row, and told to the workflow. */
export interface OrderStore {
  /** Gives a silent approver's place at a step to somebody else of the same MLS's register. */
  reassign(
    requestId: string,
    order: { readonly stepId: string; readonly fromId: string; readonly toId: string } & StaffOrder,
  ): Promise<OrderOutcome>;
  /** A new mail, with a new link, to somebody whose answer is missing. The mail that gave cause to it is dealt with by that. */
  resend(
    requestId: string,
    order: { readonly stepId: string; readonly approverId: string; readonly mailId?: string | undefined } & StaffOrder,
  ): Promise<OrderOutcome>;
  /** More time for a step, once. */
  extend(requestId: string, order: { readonly stepId: string } & StaffOrder): Promise<OrderOutcome>;
  /** Asks a second staff member to vouch for a step too, perhaps with a mail as evidence. Nothing is told to the workflow yet. */
  askOverride(
    requestId: string,
    order: {
      readonly stepId: string;
      readonly by: Party;
      readonly reason: string;
      readonly mailId?: string | undefined;
    },
  ): Promise<{ readonly kind: 'asked' } | Exclude<OrderOutcome, { kind: 'recorded' }>>;
  confirmOverride(requestId: string, vouchingId: string, by: Party): Promise<OrderOutcome>;
  /** Overrides of the request that wait for a second staff member. */
  vouchings(requestId: string): Promise<readonly Vouching[]>;
}

export interface StaffOrder {
  readonly by: string;
  readonly reason: string;
}

/** An approver's standing order: until the day is over, somebody else is asked in their place. */
export interface Absence {
  readonly approverId: string;
  readonly to: Approver;
  /** Last day, YYYY-MM-DD in the MLS's zone. */
  readonly until: string;
}

export interface AbsenceStore {
  /** Those of the approvers who are away on that day, each with a stand-in who may decide about it. */
  on(day: string, approverIds: readonly string[], about: Pick<Ask, 'mls' | 'plan'>): Promise<readonly Absence[]>;
}

/** Something only staff can get going again. Closed by a staff member, or when the request ends. */
export interface Task {
  readonly id: string;
  readonly requestId: string;
  readonly stepId: string | null;
  readonly note: string;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
}

export interface TaskStore {
  /** Oldest first. */
  open(limit: number): Promise<readonly Task[]>;
  ofRequest(requestId: string): Promise<readonly Task[]>;
  /** Undefined when there is no such open task. */
  close(id: string, by: string): Promise<Task | undefined>;
}
