import type { AskView } from '../ask-view';
import type { StepView } from '../chain-view';
import type { Moment } from '../moments';
import type { FieldError } from '../problem';
import type { Waiting } from '../registration-queue';
import type { ChainModel, MigrationModel } from './chain-models';
import type { ConversationModel } from './conversation-models';
import type { DatamartModels } from './datamart-models';
import type { DeveloperPages, StandingModel } from './developer-models';
import type { Choice, ErrorLink, Field, FilterLink, OrderModel } from './form-models';
import type { AnswerModel, DecidedModel, DecisionModel, ReceiptModel } from './link-models';
import type { GrantPages } from './grant-models';
import type { MailPages, MailRow } from './mail-models';
import type { OidcPageModels } from './oidc-models';
import type { RegisterPages } from './register-models';
import type { RosterPages } from './roster-models';

export type { ChainModel, DifferenceView, MigrationModel } from './chain-models';
export type { Choice, ErrorLink, Errors, Field, OrderModel } from './form-models';

/** What each page prints. Templates see these and what `layout` adds, nothing else. */
export interface NewDeveloperModel {
  readonly name: Field;
  readonly company: Field;
  readonly email: Field;
  readonly errorList: readonly ErrorLink[];
}

export interface PageModels
  extends DeveloperPages, DatamartModels, GrantPages, MailPages, RegisterPages, RosterPages, OidcPageModels {
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
/** What stands around a page: `staff` and `developer` name whoever is signed in, with their own ways around. */
export interface Frame {
  readonly title: string;
  readonly staff: string | null;
  readonly developer?: string | undefined;
}

export interface WelcomeModel {
  readonly mailboxUrl: string | null;
  readonly temporalUiUrl: string | null;
  readonly hasDemoApp: boolean;
}

/** Something to tell, and where to go from there. */
export interface NoticeModel {
  readonly heading: string;
  readonly tone: 'plain' | 'good' | 'bad';
  readonly lines: readonly string[];
  readonly errors: readonly FieldError[];
  /** `isNext`: it is what everybody does here. */
  readonly back: { readonly href: string; readonly label: string; readonly isNext?: boolean } | null;
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
  /** Empty: the client id is its name. */
  readonly keyId: string;
  /** By what name an OpenID Connect client signs in beside its secret; null for other kinds. */
  readonly clientId: string | null;
  /** How the key is kept and tried; null where nobody here knows. */
  readonly trial: KeyFormsModel | null;
}

export interface KeyFormsModel {
  readonly env: string;
  readonly json: string;
  readonly curl: string;
  /** An OpenID Connect client, not a bearer token. */
  readonly isClient: boolean;
  /** Where it can be tried with a demo agent; null where agents are sent back to somewhere else. */
  readonly demoApp: string | null;
}

export interface SignInModel {
  readonly email: string;
  readonly next: string;
  readonly error: string;
}

export interface RequestRow {
  readonly id: string;
  readonly ref: string;
  /** "Renewal" or "Change" of what was granted; empty for a request for a key. */
  readonly kind: string;
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
  readonly filters: readonly FilterLink[];
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
  readonly mails: readonly MailRow[];
  /** Null where nobody writes about such a request. */
  readonly conversation: ConversationModel | null;
  readonly credential: {
    /** Empty for a key that was made by hand. */
    readonly keyId: string;
    /** Who made it, if that was not us; empty otherwise. */
    readonly made: string;
    readonly generation: number;
    readonly words: string;
    readonly at: Moment;
    /** Of its first use, once that is on record. */
    readonly usedSince: Moment | null;
  } | null;
  readonly orders: readonly OrderModel[];
  /** How far paying has come; empty when nothing is to be paid. */
  readonly payment: string;
  /** The page of what it has granted or changes; null as long as there is no such thing. */
  readonly grant: string | null;
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
