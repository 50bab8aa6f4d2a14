import type { Reading, VerdictWords } from '../mail-words';
import type { Moment } from '../moments';
import type { FieldError } from '../problem';
import type { Choice, ErrorLink, FilterLink, OrderModel } from './form-models';

/** What the pages of received mail print. */
export interface MailPages {
  readonly mails: MailsModel;
  readonly mail: MailModel;
}

export interface MailRow {
  readonly href: string;
  readonly subject: string;
  readonly from: string;
  readonly verdict: VerdictWords;
  readonly at: Moment;
  /** What became of it. */
  readonly because: string;
  readonly isWaiting: boolean;
  /** Empty when nobody needed to, or nobody has yet. */
  readonly closedBy: string;
  readonly request: { readonly href: string; readonly ref: string } | null;
}

export interface MailsModel {
  readonly filters: readonly FilterLink[];
  readonly rows: readonly MailRow[];
  readonly isWaitingOnly: boolean;
  readonly isFirst: boolean;
  readonly previous: string | null;
  readonly following: string | null;
  /** Where approvers' answers arrive; null when no address of ours takes mail. */
  readonly address: string | null;
  readonly errorList: readonly ErrorLink[];
  readonly error: FieldError | null;
}

/** The form by which staff say whose message a mail is. */
export interface PassingOnModel {
  readonly action: string;
  readonly people: readonly Choice[];
  readonly error: FieldError | null;
}

export interface MailModel extends MailRow {
  readonly shortId: string;
  readonly standing: { readonly state: string; readonly label: string };
  readonly closed: { readonly by: string; readonly at: Moment } | null;
  readonly reading: Reading;
  readonly command: string;
  /** Empty unless it reports that a mail of ours did not arrive. */
  readonly bounce: string;
  readonly text: string;
  /** The text is the source of the mail, since it could not be taken apart. */
  readonly isSource: boolean;
  /** Where the page is that its sender laid out, for a frame; null when there is none. */
  readonly laidOut: string | null;
  readonly files: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly sha256: string;
  readonly raw: string;
  /** "IDX for public sites, Harbor Coast MLS"; empty without a request. */
  readonly about: string;
  /** What staff can do, while it waits for them. */
  readonly todo: {
    readonly lines: readonly string[];
    readonly orders: readonly OrderModel[];
    /** Where it can be brought to a request; null when it lies with one. */
    readonly bringing: { readonly action: string; readonly typed: string; readonly error: FieldError | null } | null;
    readonly closing: string;
    readonly by: string;
  } | null;
  /** How it can be brought to everybody who takes part in its request; null when it cannot be. */
  readonly passingOn: PassingOnModel | null;
}
