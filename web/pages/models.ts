import type { Line } from '../../domain/step-words';
import type { AskView } from '../ask-view';
import type { StepView } from '../chain-view';
import type { Moment } from '../moments';
import type { FieldError } from '../problem';
import type { Waiting } from '../registration-queue';
import type { DatamartModels } from './datamart-models';
import type { DeveloperPages, StandingModel } from './developer-models';
import type { Choice, ErrorLink, Field } from './form-models';
import type { AnswerModel, DecidedModel, DecisionModel, ReceiptModel } from './link-models';

export type { Choice, ErrorLink, Errors, Field } from './form-models';

/** What each page prints. Templates see these and what `layout` adds, nothing else. */
export interface NewDeveloperModel {
  readonly name: Field;
  readonly company: Field;
  readonly email: Field;
  readonly errorList: readonly ErrorLink[];
}

export interface PageModels extends DeveloperPages, DatamartModels {
  readonly 'new-developer': NewDeveloperModel;
  readonly welcome: WelcomeModel;
  readonly notice: NoticeModel;
  readonly decision: DecisionModel;
  readonly decided: DecidedModel;
  readonly receipt: ReceiptModel;
  readonly answer: AnswerModel;
  readonly pickup: PickupModel;
  readonly 'picked-up': PickedUpModel;
  readonly status: StandingModel;
  readonly 'sign-in': SignInModel;
  readonly requests: RequestsModel;
  readonly 'new-request': NewRequestModel;
  readonly request: RequestModel;
  readonly migration: MigrationModel;
  readonly chain: ChainModel;
}

/** What a page's frame needs to know. `staff`: the name of who is signed in. */
export interface Frame {
  readonly title: string;
  readonly staff: string | null;
}

export interface WelcomeModel {
  readonly mailboxUrl: string | null;
  readonly temporalUiUrl: string | null;
}

/** Something to tell, and where to go from there. */
export interface NoticeModel {
  readonly heading: string;
  readonly tone: 'plain' | 'good' | 'bad';
  readonly lines: readonly string[];
  readonly errors: readonly FieldError[];
  readonly back: { readonly href: string; readonly label: string } | null;
  /** A button that asks for a new mail. */
  readonly renewal: { readonly action: string; readonly link: string } | null;
  /** The form with which somebody says that it was not them who saw the key. */
  readonly warning: { readonly action: string; readonly link: string } | null;
}

export interface PickupModel {
  readonly ask: AskView;
  readonly until: Moment;
  readonly action: string;
  readonly link: string;
  readonly code: string;
  readonly error: FieldError | null;
  readonly errorList: readonly ErrorLink[];
}

export interface PickedUpModel {
  readonly ask: AskView;
  readonly secret: string;
  readonly keyId: string;
  readonly curl: string;
  readonly env: string;
}

export interface SignInModel {
  readonly email: string;
  readonly next: string;
  readonly error: string;
}

export interface RequestRow {
  readonly id: string;
  readonly ref: string;
  readonly mls: string;
  readonly plan: string;
  readonly requester: string;
  readonly company: string;
  readonly state: string;
  readonly because: string;
  readonly created: Moment;
  /** How long a registration has waited for its review; null for everything else. */
  readonly waiting: Waiting | null;
}

export interface RequestsModel {
  readonly search: string;
  readonly filters: readonly { readonly href: string; readonly label: string; readonly isCurrent: boolean }[];
  readonly state: string;
  readonly tasks: readonly TaskRow[];
  readonly rows: readonly RequestRow[];
  readonly isFiltered: boolean;
  readonly previous: string | null;
  readonly following: string | null;
}

export type NewRequestField =
  | 'planId'
  | 'developerId'
  | 'keyHolder.kind'
  | 'keyHolder.flexmlsUser'
  | 'product.name'
  | 'product.url'
  | 'use'
  | 'termsAccepted';

export interface NewRequestModel {
  readonly idempotencyKey: string;
  readonly plans: readonly { readonly mls: string; readonly choices: readonly Choice[] }[];
  readonly allTerms: readonly { readonly plan: string; readonly version: string; readonly text: string }[];
  readonly developers: readonly Choice[];
  readonly holders: readonly Choice[];
  readonly plan: Field;
  readonly developer: Field;
  readonly holder: Field;
  readonly flexmlsUser: Field;
  readonly productName: Field;
  readonly productUrl: Field;
  readonly use: Field;
  readonly terms: Field & { readonly isAccepted: boolean };
  readonly errorList: readonly ErrorLink[];
}

/** One order as a form. */
export interface OrderModel {
  readonly path: string;
  /** Begins every id in the form. */
  readonly id: string;
  readonly title: string;
  readonly effect: string;
  readonly button: string;
  readonly isGrave: boolean;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly selects: readonly { readonly name: string; readonly label: string; readonly choices: readonly Choice[] }[];
  readonly asksReason: boolean;
  /** False: shown, but somebody else must do it. */
  readonly isPossible: boolean;
  readonly isOpen: boolean;
}

/** Something only staff can get going again. */
export interface TaskRow {
  readonly note: string;
  /** "3 hours". */
  readonly age: string;
  readonly opened: Moment;
  readonly href: string;
  /** "IDX for public sites, Harbor Coast MLS"; empty on the request's own page. */
  readonly about: string;
  readonly closing: string;
}

export interface MigrationModel {
  readonly ref: string;
  readonly back: string;
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly from: number;
  readonly to: number;
  readonly isSame: boolean;
  readonly steps: readonly DifferenceView[];
  readonly rest: DifferenceView | null;
  readonly lost: readonly string[];
  readonly asked: readonly string[];
  readonly before: { readonly state: string; readonly because: string };
  readonly after: { readonly state: string; readonly because: string };
  readonly order: OrderModel | null;
  readonly error: FieldError | null;
}

/** A step under two chains, line by line. */
export interface DifferenceView {
  readonly title: string;
  readonly change: string;
  readonly words: string;
  readonly lines: readonly {
    readonly label: string;
    readonly before: string;
    readonly after: string;
  }[];
}

export interface ChainModel {
  readonly plan: string;
  readonly mls: string;
  readonly action: string;
  readonly holders: readonly Choice[];
  readonly developers: readonly Choice[];
  readonly usually: string;
  readonly errors: readonly FieldError[];
  readonly steps: readonly StepView[];
  /** Who asks, as the picture names them. */
  readonly asker: string;
  /** Each step's rules, line by line, in the order of the steps. */
  readonly rules: readonly { readonly title: string; readonly lines: readonly Line[] }[];
  readonly rest: readonly Line[];
}

export interface RequestModel {
  readonly id: string;
  readonly ref: string;
  readonly state: string;
  readonly because: string;
  readonly created: Moment;
  readonly startedBy: string;
  readonly ask: AskView;
  readonly steps: readonly StepView[];
  readonly events: readonly { readonly at: Moment; readonly actor: string; readonly note: string }[];
  readonly letters: readonly {
    readonly subject: string;
    readonly to: string;
    readonly state: 'sent' | 'refused' | 'waiting';
    readonly words: string;
    readonly at: Moment;
  }[];
  readonly credential: {
    readonly keyId: string;
    readonly generation: number;
    readonly words: string;
    readonly at: Moment;
  } | null;
  readonly orders: readonly OrderModel[];
  /** Where the difference to the MLS's present chain is shown; null when the chain cannot change any more. */
  readonly migration: string | null;
  readonly tasks: readonly TaskRow[];
  /** Other registrations of the same address, newest first. */
  readonly earlier: readonly {
    readonly href: string;
    readonly ref: string;
    readonly state: string;
    readonly because: string;
  }[];
  readonly error: FieldError | null;
}
