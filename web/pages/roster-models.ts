import type { SheetModel } from '../../rosters/sheet';
import type { Moment } from '../moments';

export interface RosterPages {
  readonly roster: RosterModel;
}

/** What an MLS has granted, as a roster that was signed and kept. */
export interface RosterModel {
  readonly mls: string;
  readonly register: string;
  /** Where a new one is made. */
  readonly action: string;
  /** Null when none was made yet. */
  readonly sheet: SheetModel | null;
  readonly files: readonly { readonly href: string; readonly label: string }[];
  /** All that are kept, newest first. */
  readonly kept: readonly {
    readonly href: string;
    readonly made: Moment;
    readonly madeBy: string;
    readonly isShown: boolean;
  }[];
}
