import type { Line } from '../../domain/step-words';
import type { StepView } from '../chain-view';
import type { FieldError } from '../problem';
import type { Choice, OrderModel } from './form-models';

/** What the pages print that show a chain before anybody is asked by it. */
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
