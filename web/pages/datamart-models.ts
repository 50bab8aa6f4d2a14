import type { StepView } from '../chain-view';
import type { FieldError } from '../problem';
import type { Markup } from '../terms';
import type { ContactModel } from './contact-models';
import type { Choice, ChoiceWithHint, ErrorLink, NamedField } from './form-models';

/** What the pages print that lead a developer from a first look to a request. */
export interface DatamartModels {
  readonly choose: ChooseModel;
  readonly datamart: DatamartModel;
  readonly 'datamart-mls': DatamartMlsModel;
  readonly compare: CompareModel;
  readonly enrolment: EnrolmentModel;
  readonly enrolled: EnrolledModel;
  readonly contact: ContactModel;
}

/** One question a page; with `result`, the end of the guide. */
export interface ChooseModel {
  readonly number: number;
  readonly question: {
    readonly name: string;
    readonly title: string;
    readonly hint: string;
    readonly options: readonly (ChoiceWithHint & { readonly id: string })[];
    readonly error: FieldError | null;
  } | null;
  /** What was answered before, to be sent with the next answer. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly answers: readonly { readonly question: string; readonly answer: string; readonly change: string }[];
  readonly result: {
    readonly heading: string;
    readonly because: readonly string[];
    readonly href: string;
    readonly label: string;
    readonly note: string;
  } | null;
  readonly back: string | null;
}

export interface DatamartModel {
  readonly text: string;
  readonly states: readonly Choice[];
  readonly roles: readonly Choice[];
  readonly keyKinds: readonly Choice[];
  /** Names of MLSs, offered while typing. */
  readonly names: readonly string[];
  readonly isFiltered: boolean;
  readonly count: string;
  readonly entries: readonly {
    readonly name: string;
    readonly state: string;
    readonly href: string;
    readonly plans: readonly { readonly name: string; readonly facts: string; readonly price: string }[];
    /** Where an MLS without plans is asked. */
    readonly contact: string | null;
  }[];
  readonly previous: string | null;
  readonly following: string | null;
}

/** One plan as a card and as a column of a comparison. */
export interface PlanCard {
  readonly id: string;
  /** Of the checkbox that takes it into a comparison. */
  readonly input: string;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly role: string;
  readonly sees: string;
  readonly keyKind: string;
  readonly holders: string;
  readonly termsVersion: string;
  /** "Broker approval (Tom Berg), then MLS approval (Mia Olson or Raj Patel)". */
  readonly approval: string;
  readonly steps: readonly StepView[];
  readonly errors: readonly FieldError[];
  /** Exactly one of the two is there. */
  readonly enrol: string | null;
  readonly contact: string | null;
}

export interface DatamartMlsModel {
  readonly name: string;
  readonly state: string;
  readonly usually: string;
  readonly asker: string;
  readonly compare: string;
  readonly canCompare: boolean;
  readonly contact: string;
  readonly plans: readonly PlanCard[];
}

export interface CompareModel {
  readonly name: string;
  readonly back: string;
  readonly usually: string;
  readonly plans: readonly Pick<PlanCard, 'name' | 'enrol' | 'contact'>[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[];
}

/** What is asked for each plan of an application. */
export interface PlanSection {
  readonly mls: string;
  readonly plan: string;
  readonly description: string;
  readonly price: string;
  readonly facts: string;
  readonly termsVersion: string;
  readonly terms: Markup;
  readonly more: string;
  /** The checkbox that keeps a further MLS in the application; null for the first plan. */
  readonly also: NamedField | null;
  /** Shown in place of the fields when the plan cannot be asked for. */
  readonly obstacle: FieldError | null;
  /** Then the MLS is asked directly. */
  readonly contact: string | null;
  readonly shown: NamedField;
  readonly holder: NamedField & { readonly choices: readonly (ChoiceWithHint & { readonly withUser: boolean })[] };
  /** Asks for the user name under the one choice that needs it (`under`), or by itself. */
  readonly user: NamedField & { readonly label: string; readonly under: boolean; readonly isNeeded: boolean };
  readonly accept: NamedField & { readonly isAccepted: boolean };
}

export interface EnrolmentModel {
  readonly action: string;
  readonly plan: string;
  readonly title: string;
  readonly mls: string;
  readonly saved: string;
  /** Another draft for the same plan. */
  readonly other: string | null;
  readonly errorList: readonly ErrorLink[];
  readonly first: PlanSection;
  readonly further: readonly PlanSection[];
  readonly productName: NamedField;
  readonly productUrl: NamedField;
  readonly use: NamedField;
  readonly find: string;
  readonly found: readonly {
    readonly id: string;
    readonly name: string;
    readonly label: string;
    readonly hint: string;
  }[];
  readonly foundWords: string;
  readonly sum: string;
  /** Null when nothing is to be paid. */
  readonly payment: (NamedField & { readonly card: string }) | null;
}

export interface EnrolledModel {
  readonly started: readonly {
    readonly href: string;
    readonly ref: string;
    readonly mls: string;
    readonly plan: string;
    readonly because: string;
    readonly note: string;
  }[];
  readonly refused: readonly {
    readonly mls: string;
    readonly plan: string;
    readonly reason: string;
    readonly contact: string;
  }[];
}
