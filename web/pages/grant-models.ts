import type { AskView } from '../ask-view';
import type { KeyState } from '../key-state';
import type { Moment } from '../moments';
import type { FieldError } from '../problem';
import type { Markup } from '../terms';
import type { Difference } from '../../domain/request';
import type { Radios, Select, TextField } from './contact-models';
import type { ErrorLink, FilterLink, NamedField, OrderModel } from './form-models';

/** What the pages about grants print. */
export interface GrantPages {
  readonly grants: GrantsModel;
  readonly grant: GrantModel;
  readonly 'account-grant': AccountGrantModel;
  readonly 'grant-change': GrantChangeModel;
}

export interface GrantsModel {
  readonly search: string;
  readonly filters: readonly FilterLink[];
  readonly state: string;
  readonly rows: readonly GrantRow[];
  readonly isFiltered: boolean;
  readonly previous: string | null;
  readonly following: string | null;
}

export interface GrantRow {
  readonly href: string;
  readonly ref: string;
  readonly plan: string;
  readonly mls: string;
  readonly product: string;
  readonly requester: string;
  readonly company: string;
  readonly state: string;
  readonly label: string;
  readonly because: string;
  /** "Until", or "Since" for one that is over. */
  readonly when: string;
  readonly at: Moment;
  /** A renewal or change of it is with those who decide. */
  readonly isAsked: boolean;
}

/** Where a grant stands, on its head. */
export interface GrantHead {
  readonly state: string;
  readonly label: string;
  readonly because: string;
  readonly since: Moment;
  /** The end of its term; null for one that is over. */
  readonly until: Moment | null;
  /** When its keys end, where that is not the end of the term. */
  readonly endsAt: Moment | null;
}

export interface GrantKeyView {
  readonly number: number;
  /** Empty for a key that was made by hand. */
  readonly keyId: string;
  /** Who made it; empty where the reader need not know. */
  readonly made: string;
  readonly state: KeyState['state'];
  readonly tag: KeyState['tag'];
  readonly words: string;
  readonly at: Moment;
  readonly usedSince: Moment | null;
}

export interface GrantEventView {
  readonly label: string;
  readonly because: string;
  readonly by: string;
  readonly at: Moment;
  /** The request that it came from; null when it came from none. */
  readonly href: string | null;
}

/** What every page of one grant shows. */
export interface GrantBody {
  readonly ref: string;
  readonly head: GrantHead;
  readonly ask: AskView;
  /** The conditions that hold now, in words; empty: none. */
  readonly conditions: string;
  readonly keys: readonly GrantKeyView[];
  /** Newest first. */
  readonly events: readonly GrantEventView[];
  readonly began: Moment;
  /** Where what is being asked for is followed; null when nothing is. */
  readonly openChange: { readonly href: string; readonly words: string; readonly because: string } | null;
}

export interface GrantModel extends GrantBody {
  readonly id: string;
  /** Its life, as an SVG. */
  readonly picture: Markup;
  /** What the clock brings next; empty: nothing. */
  readonly next: string;
  /** All that it brings, soonest first. */
  readonly coming: readonly { readonly words: string; readonly at: Moment }[];
  readonly request: string;
  readonly evidence: string;
  readonly orders: readonly OrderModel[];
  /** What cannot be done now, and why. */
  readonly barred: readonly string[];
  /** Where staff ask for a renewal or a change in the developer's name; null when that is not possible now. */
  readonly renewal: string | null;
  readonly amendment: string | null;
  readonly error: { readonly problem: string; readonly remedy: string } | null;
}

/** What a developer sees of what is theirs, and may do about it. */
export interface AccountGrantModel extends GrantBody {
  /** What to know and do. */
  readonly next: string;
  /** Changed terms that wait to be accepted; null: none do. */
  readonly newTerms: {
    readonly version: string;
    readonly text: Markup;
    readonly hash: string;
    readonly acceptBy: Moment;
    readonly error: FieldError | null;
    readonly action: string;
  } | null;
  /** Null when it is not time for it. */
  readonly renewal: string | null;
  readonly amendment: string | null;
  /** What is being asked for, as long as it can be withdrawn. */
  readonly withdrawal: { readonly action: string; readonly requestId: string; readonly what: string } | null;
  /** Null when the key cannot be replaced now, or there is none. */
  readonly rotation: { readonly action: string; readonly overlap: Select } | null;
  /** Why it cannot; empty where that needs no words. */
  readonly noRotation: string;
  readonly errorList: readonly ErrorLink[];
}

/** The form that asks for a renewal or another change. */
export interface GrantChangeModel {
  readonly heading: string;
  readonly lead: string;
  readonly ref: string;
  readonly back: string;
  readonly action: string;
  readonly idempotencyKey: string;
  readonly errorList: readonly ErrorLink[];
  /** What changes, to be confirmed by sending the form once more; null: nothing yet. */
  readonly toConfirm: {
    readonly differences: readonly Difference[];
    /** What whoever pays must know; empty when the price stays. */
    readonly price: string;
    readonly mark: string;
  } | null;
  readonly ask: AskView;
  readonly conditions: string;
  readonly approved: Moment;
  /** Null where the MLS was asked directly. */
  readonly plan: Select | null;
  /** Null where a data plan says it. */
  readonly role: Radios | null;
  /** Null where agents sign in, each as themselves. */
  readonly holder: Radios | null;
  readonly user: NamedField & { readonly label: string };
  readonly texts: readonly TextField[];
  /** Of the plan that is chosen; null when there is none to choose. */
  readonly terms: {
    readonly plan: string;
    readonly version: string;
    readonly text: Markup;
    readonly shown: string;
  } | null;
  readonly accept: NamedField & { readonly isAccepted: boolean; readonly label: string };
  readonly next: string;
  readonly button: string;
}
