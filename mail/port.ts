import type { Instant } from '../domain/instant';
import type { MailEnvelope, MailJudgement } from '../domain/received-mail';

/** A rendered mail on its way out. One recipient each: with two, a refusal of one would hide behind the other's acceptance. */
export interface OutgoingMail {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly bytes: Uint8Array;
}

/** What the receiving server said. A temporary failure is thrown instead, so that Temporal tries again. */
export type Delivery =
  { readonly kind: 'accepted'; readonly response: string } | { readonly kind: 'refused'; readonly response: string };

export interface Mailer {
  /** @throws when the server cannot be reached or says "not now"; the same bytes may be sent again. */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<Delivery>;
  close(): Promise<void>;
}

/** Says what a received mail is worth. Never throws for what it holds. */
export type MailJudge = (
  raw: Uint8Array,
  circumstances: { readonly receivedAt: Instant; readonly envelope: MailEnvelope },
) => Promise<MailJudgement>;

/** What a person wrote in a mail, as far as it can be read; and to which addresses. Nothing is decided by it. */
export type MailReader = (raw: Uint8Array) => Promise<{
  readonly recipients: readonly string[];
  /** Without what the mail program quoted. */
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}>;

/** The mails that are attached to a mail, byte for byte as they were. */
export type MailUnpacker = (raw: Uint8Array) => Promise<readonly Uint8Array[]>;

/** Told of addresses of machines, sizes and reasons, never of people or of what they write. */
export interface InboundLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
