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
