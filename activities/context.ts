import type { Logger } from 'pino';
import type { Issuers } from '../issuer/port';
import type { Mailer, MailJudge, MailReader, MailUnpacker } from '../mail/port';
import type { LetterRenderer } from '../mail/render';
import type { Payments } from '../payments/port';
import type { Printer } from '../rosters/port';
import type { AuditKey } from '../secrets/audit-key';
import type { Store } from '../store/port';

/** What every effect needs, handed in by `app/wire`. */
export interface ActivityContext {
  readonly store: Store;
  readonly mailer: Mailer;
  readonly issuers: Issuers;
  readonly payments: Payments;
  readonly judge: MailJudge;
  readonly unpack: MailUnpacker;
  readonly read: MailReader;
  readonly renderer: LetterRenderer;
  readonly printer: Printer;
  /** Signs rosters; without it there are none. */
  readonly auditKey: AuditKey | undefined;
  readonly settings: ActivitySettings;
  readonly log: Logger;
}

export interface ActivitySettings {
  /** Where links point to; never taken from a request's headers. */
  readonly baseUrl: string;
  /** Who runs the platform, as developers know it. */
  readonly operatorName: string;
  readonly support: { readonly name: string; readonly email: string };
  /** How long a secret waits for its developer, in days. */
  readonly pickUpDays: number;
  /** Whether mail that is sent to us arrives here, so that questions can be answered by mail. */
  readonly takesReplies: boolean;
  /** For a demonstration: how long a business day lasts, in milliseconds. Null: the MLS's calendar counts. */
  readonly demoDayMs: number | null;
}
