import type { EntryLine } from '../../domain/register-words';
import type { Moment } from '../moments';
import type { Choice, ErrorLink, Errors, Field } from './form-models';

export interface RegisterPages {
  readonly registers: RegistersModel;
  readonly 'mls-register': MlsRegisterModel;
  readonly 'mls-register-entry': RegisterEntryModel;
  readonly objection: ObjectionModel;
  readonly attestation: AttestationModel;
}

/** Every MLS with the state of its register. */
export interface RegistersModel {
  readonly rows: readonly {
    readonly href: string;
    readonly name: string;
    readonly state: string;
    /** "3 people may decide". */
    readonly people: string;
    /** What waits, in words; empty when nothing does. */
    readonly waits: string;
  }[];
}

export interface MlsRegisterModel {
  readonly mls: string;
  readonly add: string;
  /** Where what the MLS has granted stands. */
  readonly roster: string;
  readonly entries: readonly {
    readonly name: string;
    readonly id: string;
    readonly state: 'listed' | 'not-yet' | 'left';
    readonly tone: string;
    readonly label: string;
    readonly lines: readonly EntryLine[];
    readonly attested: string;
    /** "not attested since …"; empty while all is well. */
    readonly silent: string;
    readonly change: string;
    readonly remove: string;
  }[];
  readonly changes: readonly RegisterChangeView[];
  readonly tasks: readonly { readonly note: string; readonly opened: Moment; readonly closing: string }[];
  readonly events: readonly { readonly at: Moment; readonly actor: string; readonly note: string }[];
  /** What is wrong with the log of changes; empty when nothing is. */
  readonly broken: string;
  readonly errorList: readonly ErrorLink[];
}

export interface RegisterChangeView {
  readonly id: string;
  readonly summary: string;
  readonly state: string;
  readonly tone: string;
  readonly lines: readonly EntryLine[];
  readonly reason: string;
  readonly proposed: Moment;
  readonly proposedBy: string;
  /** Who must do what now; empty when nothing is to be done. */
  readonly next: string;
  /** Null when whoever looks at it may not confirm it. */
  readonly confirm: string | null;
  readonly cancel: string | null;
}

export interface RegisterEntryModel {
  readonly mls: string;
  readonly back: string;
  readonly action: string;
  readonly heading: string;
  /** What follows, in words. */
  readonly effect: string;
  readonly button: string;
  readonly kind: 'add' | 'change' | 'remove';
  readonly asksFacts: boolean;
  readonly approverId: Field;
  readonly isIdFixed: boolean;
  readonly name: Field;
  readonly email: Field;
  readonly jobTitle: Field;
  readonly source: Field;
  readonly validFrom: Field;
  readonly validTo: Field;
  readonly planIds: Field;
  readonly plansHint: string;
  readonly reason: Field;
  readonly roles: readonly Choice[];
  readonly dataRoles: readonly { readonly name: string; readonly label: string; readonly isChosen: boolean }[];
  readonly backups: readonly Choice[];
  readonly errorList: readonly ErrorLink[];
}

export interface ObjectionModel {
  readonly mls: string;
  readonly name: string;
  readonly summary: string;
  readonly lines: readonly EntryLine[];
  readonly isWaiting: boolean;
  readonly inForce: Moment;
  readonly action: string;
  readonly link: string;
  readonly values: { readonly reason: string; readonly code: string };
  readonly errors: Errors<'reason' | 'code'>;
  readonly errorList: readonly ErrorLink[];
}

export interface AttestationModel {
  readonly mls: string;
  readonly name: string;
  readonly lines: readonly EntryLine[];
  readonly action: string;
  readonly link: string;
  readonly chosen: { readonly yes: boolean; readonly noLonger: boolean; readonly change: boolean };
  readonly values: { readonly note: string; readonly code: string };
  readonly errors: Errors<'answer' | 'note' | 'code'>;
  readonly errorList: readonly ErrorLink[];
}
