import type { Moment } from '../moments';
import type { ErrorLink, Errors } from './form-models';

/** What the pages print of what the parties of a request write to one another. */

/** A file to be saved. */
export interface FileView {
  readonly name: string;
  readonly size: string;
  readonly href: string;
}

export interface MessageView {
  readonly by: string;
  /** "the developer", "the MLS", "support". */
  readonly side: string;
  readonly at: Moment;
  /** Empty when it only brought files. */
  readonly text: string;
  readonly files: readonly FileView[];
  readonly isByMail: boolean;
  /** Who of the staff passed it on though nobody could prove who sent it; empty when it is proved. */
  readonly vouchedBy: string;
  /** The page of that mail, for those who may see it; null for everybody else. */
  readonly mail: string | null;
}

export type WritingField = 'text' | 'files';

/** A conversation with the form to write into it. */
export interface ConversationModel {
  readonly messages: readonly MessageView[];
  readonly action: string;
  /** Who gets what is written, besides whoever writes it. */
  readonly goesTo: string;
  readonly text: string;
  readonly errors: Errors<WritingField>;
  readonly errorList: readonly ErrorLink[];
}
