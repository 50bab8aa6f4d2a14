import type { Markup } from '../terms';
import type { Choice, ChoiceWithHint, ErrorLink, NamedField } from './form-models';

/** A text to type, with all that its label and its field say. */
export interface TextField extends NamedField {
  readonly label: string;
  readonly hint: string;
  /** Stands after the label in brackets; empty when it must be filled in. */
  readonly aside: string;
  /** One line when it is null. */
  readonly rows: number | null;
  readonly most: number;
  /** Ids of what describes it; empty: nothing does. */
  readonly describedBy: string;
}

export interface Select extends NamedField {
  readonly choices: readonly Choice[];
}

export interface Radios extends NamedField {
  readonly choices: readonly ChoiceWithHint[];
}

/** The form that asks an MLS directly. */
export interface ContactModel {
  readonly heading: string;
  readonly lead: string;
  readonly action: string;
  readonly idempotencyKey: string;
  readonly errorList: readonly ErrorLink[];
  readonly mls: Select;
  /** Null for developers, who ask for themselves. */
  readonly developer: Select | null;
  readonly keyKind: Radios;
  readonly role: Radios;
  readonly holder: Radios;
  readonly user: NamedField & { readonly label: string };
  readonly principal: readonly TextField[];
  readonly product: readonly TextField[];
  readonly data: readonly TextField[];
  readonly redirectUri: TextField;
  readonly termsVersion: string;
  readonly terms: Markup;
  readonly accept: NamedField & { readonly isAccepted: boolean; readonly label: string };
  /** What happens once it is sent. */
  readonly next: string;
  readonly button: string;
}
