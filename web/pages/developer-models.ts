import type { AskView } from '../ask-view';
import type { StepView } from '../chain-view';
import type { KeyState } from '../key-state';
import type { Moment } from '../moments';
import type { FieldError } from '../problem';
import type { ConversationModel } from './conversation-models';
import type { ErrorLink, Field } from './form-models';
import type { GrantRow } from './grant-models';

/** What the pages of developers print: how they come in, and what is theirs. */
export interface DeveloperPages {
  readonly register: RegisterModel;
  readonly proof: CodeModel;
  readonly 'developer-sign-in': DeveloperSignInModel;
  readonly account: AccountModel;
  readonly 'account-request': AccountRequestModel;
  readonly card: CardModel;
}

export interface CardModel {
  readonly card: { readonly label: string; readonly saved: Moment } | null;
  /** What was entered at the payment service and is not used yet; empty when nothing was. */
  readonly entered: string;
  /** Why a card could not be saved. */
  readonly problem: string;
  /** A page for a card was opened and not finished. */
  readonly isOpen: boolean;
  /** The enrolment to go back to. */
  readonly draft: string;
  /** Why it cannot be removed. */
  readonly neededBy: string;
}

export interface RegisterModel {
  readonly idempotencyKey: string;
  readonly name: Field;
  readonly company: Field;
  readonly email: Field;
  readonly website: Field;
  readonly use: Field;
  readonly errorList: readonly ErrorLink[];
}

/** A page behind a mailed link that takes the code and has one button. */
export interface CodeModel {
  readonly heading: string;
  readonly email: string;
  readonly lead: string;
  readonly button: string;
  readonly hint: string;
  readonly action: string;
  readonly link: string;
  readonly code: string;
  readonly error: FieldError | null;
  readonly errorList: readonly ErrorLink[];
}

export interface DeveloperSignInModel {
  readonly email: Field;
  readonly next: string;
  readonly errorList: readonly ErrorLink[];
}

/** Where a request stands, for whoever asked. */
export interface StandingModel {
  readonly ask: AskView;
  /** Whether it asks for an account and demo credentials, rather than for a key to listing data. */
  readonly isRegistration: boolean;
  readonly state: string;
  readonly because: string;
  readonly since: Moment | null;
  readonly next: string;
  /** How far paying has come; empty when nothing is to be paid. */
  readonly payment: string;
  readonly steps: readonly StepView[];
}

export interface AccountModel {
  readonly name: string;
  readonly email: string;
  /** Whether the operator let them in. */
  readonly isActive: boolean;
  /** How far the registration has come; null once it is activated, or when staff added the developer. */
  readonly registration: (StandingModel & { readonly canRegisterAgain: boolean }) | null;
  /** What MLSs have granted, newest first. */
  readonly grants: readonly GrantRow[];
  readonly requests: readonly {
    readonly href: string;
    /** "Renewal" or "Change" of what was granted; empty for a request for a key. */
    readonly kind: string;
    readonly plan: string;
    readonly mls: string;
    readonly product: string;
    readonly state: string;
    readonly because: string;
    readonly ref: string;
    readonly created: Moment;
  }[];
  readonly keys: readonly KeyView[];
  /** Whether plans are paid by card. */
  readonly takesCards: boolean;
  /** The saved card, "Visa ending 4242"; empty when there is none. */
  readonly card: string;
  readonly drafts: readonly { readonly href: string; readonly label: string; readonly updated: Moment }[];
  readonly company: Field;
  readonly website: Field;
  readonly isSaved: boolean;
  readonly errorList: readonly ErrorLink[];
}

/** A key by reference; its value is shown once, elsewhere. */
export interface KeyView {
  readonly about: string;
  /** Empty for a key that was made by hand. */
  readonly keyId: string;
  /** Who made it, if that was not the operator; empty otherwise. */
  readonly made: string;
  readonly href: string;
  readonly state: KeyState['state'];
  readonly tag: KeyState['tag'];
  readonly words: string;
  readonly at: Moment;
  /** Of its first use, once that is on record. */
  readonly usedSince: Moment | null;
}

export interface AccountRequestModel extends StandingModel {
  readonly ref: string;
  readonly created: Moment;
  readonly key: KeyView | null;
  /** Null where nobody writes about such a request. */
  readonly conversation: ConversationModel | null;
  /** The page of what it has granted or changes; null as long as there is no such thing. */
  readonly grant: string | null;
  /** Where the developer says that the MLS has given them a key; null when that cannot be. */
  readonly setUp: { readonly action: string; readonly mls: string; readonly error: FieldError | null } | null;
}
