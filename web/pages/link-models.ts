import type { Verdict } from '../../domain/decision';
import type { AskView } from '../ask-view';
import type { StepView } from '../chain-view';
import type { Moment } from '../moments';
import type { FileView, MessageView } from './conversation-models';
import type { Choice, ErrorLink, Errors } from './form-models';

/** What the pages behind an approver's and a developer's mails print. */

export type DecisionField =
  | 'verdict'
  | 'planId'
  | 'mlsId'
  | 'toId'
  | 'awayUntil'
  | 'conditions'
  | 'until'
  | 'domains'
  | 'ips'
  | 'userAgent'
  | 'reason'
  | 'code';

/** What an approver may choose on the page. */
export type PageVerdict = Exclude<Verdict, 'revoke' | 'disown'>;

/** What an approver asked of the developer, with what they said to it. */
export interface ExchangeView {
  readonly by: string;
  readonly title: string;
  /** In words that follow the name: "asked", "proposed the plan VOW". */
  readonly did: string;
  readonly text: string;
  readonly at: Moment;
  readonly answer: {
    readonly by: string;
    readonly text: string;
    readonly at: Moment;
    readonly files: readonly FileView[];
  } | null;
}

/** How what is asked differs from what was asked first. */
export interface ChangesView {
  readonly reasons: readonly { readonly because: string; readonly at: Moment }[];
  readonly rows: readonly { readonly what: string; readonly before: string; readonly after: string }[];
}

export interface DecisionModel {
  readonly approver: { readonly name: string; readonly title: string; readonly email: string };
  readonly ask: AskView;
  readonly step: { readonly number: number; readonly count: number; readonly title: string };
  readonly steps: readonly StepView[];
  readonly lapse: Moment;
  /** How the question came to this person, when the chain does not name them. */
  readonly handedOn: { readonly words: string; readonly reason: string; readonly at: Moment } | null;
  readonly changes: ChangesView | null;
  readonly exchanges: readonly ExchangeView[];
  /** What was written about the request so far; empty where its kind has no conversation. */
  readonly messages: readonly MessageView[];
  /** Conditions that earlier approvals put on the key. */
  readonly conditions: readonly { readonly by: string; readonly words: string }[];
  /** What would follow from a yes, a key made there, and a no, in words. */
  readonly next: { readonly approve: string; readonly setUp: string; readonly deny: string };
  readonly isYesByMailOnly: boolean;
  readonly offers: Readonly<Record<PageVerdict, boolean>>;
  readonly plans: readonly Choice[];
  /** The other MLSs, where one may be named. */
  readonly mlses: readonly Choice[];
  readonly people: readonly Choice[];
  readonly action: string;
  readonly link: string;
  readonly chosen: Readonly<Record<PageVerdict, boolean>>;
  readonly isOtherChosen: boolean;
  readonly hasConditions: boolean;
  readonly values: {
    readonly awayUntil: string;
    readonly readOnly: boolean;
    readonly noReplication: boolean;
    readonly until: string;
    readonly domains: string;
    readonly ips: string;
    readonly userAgent: string;
    readonly reason: string;
    readonly code: string;
  };
  readonly errors: Errors<DecisionField>;
  readonly errorList: readonly ErrorLink[];
}

export interface DecidedModel {
  readonly heading: string;
  readonly tone: 'good' | 'plain';
  readonly by: string;
  /** "approved", "handed it on to Raj Patel". */
  readonly did: string;
  readonly at: Moment;
  readonly limits: string;
  readonly reason: string;
  /** When and how it was taken back since; empty when it stands. */
  readonly takenBack: string;
  /** What happens now, in words. */
  readonly next: string;
  /** What a standing order does from now on; empty without one. */
  readonly away: string;
  /** Whose mailbox gets the receipt that can take it back; empty when no such mail comes. */
  readonly receiptTo: string;
  /** True while the workflow has not taken it yet. */
  readonly isRecordedOnly: boolean;
  readonly ask: AskView;
  readonly steps: readonly StepView[];
}

export interface ReceiptModel {
  readonly approver: { readonly name: string; readonly title: string; readonly email: string };
  readonly did: string;
  readonly at: Moment;
  readonly limits: string;
  readonly reason: string;
  readonly ask: AskView;
  readonly steps: readonly StepView[];
  /** What would follow; null when that cannot be chosen. */
  readonly disown: string | null;
  readonly revoke: string | null;
  readonly revokeLabel: string;
  readonly action: string;
  readonly link: string;
  readonly chosen: { readonly disown: boolean; readonly revoke: boolean };
  readonly values: { readonly reason: string; readonly code: string };
  readonly errors: Errors<'verdict' | 'reason' | 'code'>;
  readonly errorList: readonly ErrorLink[];
}

export type AnswerField = 'choice' | 'terms' | 'text' | 'files' | 'code';

export interface AnswerModel {
  readonly by: { readonly name: string; readonly title: string };
  readonly at: Moment;
  readonly question: string;
  /** Whether another plan is proposed, rather than a question asked. */
  readonly isProposal: boolean;
  /** Name of the other MLS that must be asked; empty when nobody says so. */
  readonly referral: string;
  /** Whether there is something to accept or decline. */
  readonly isChoice: boolean;
  /** The proposed plan as it is offered now; null when it is not. */
  readonly proposal: {
    readonly plan: string;
    readonly role: string;
    readonly keyKind: string;
    readonly price: string;
    readonly terms: string;
    readonly termsVersion: string;
    /** Stands for the terms and the price that are shown. */
    readonly shown: string;
  } | null;
  /** Why what is proposed cannot be accepted; empty when it can, or when a question was asked. */
  readonly cannotAccept: string;
  readonly ask: AskView;
  readonly lapse: Moment;
  readonly action: string;
  readonly link: string;
  readonly chosen: { readonly accept: boolean; readonly decline: boolean };
  readonly values: { readonly text: string; readonly terms: boolean; readonly code: string };
  readonly errors: Errors<AnswerField>;
  readonly errorList: readonly ErrorLink[];
}
