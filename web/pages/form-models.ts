import type { FieldError } from '../problem';

/** A field's error beside it; null when it is fine. */
export type Errors<F extends string> = Readonly<Record<F, FieldError | null>>;

/** An error in the summary on top, linked to its field by the field's HTML id. */
export type ErrorLink = FieldError & { readonly id: string };

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

export interface ChoiceWithHint extends Choice {
  readonly hint: string;
}

/** A field of a form: `id` fits an HTML attribute, `name` is what is sent. */
export interface NamedField {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly error: FieldError | null;
}

/** One field of a form, under an id that fits an HTML attribute. */
export interface Field {
  readonly id: string;
  readonly value: string;
  readonly error: FieldError | null;
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
  /** What must be ticked first; empty: nothing. */
  readonly confirm: string;
  /** False: shown, but somebody else must do it. */
  readonly isPossible: boolean;
  readonly isOpen: boolean;
}

/** One of the ways to narrow a list down. */
export interface FilterLink {
  readonly href: string;
  readonly label: string;
  readonly isCurrent: boolean;
}
