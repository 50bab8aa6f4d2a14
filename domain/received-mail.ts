import type { Instant } from './instant';

/** How a mail reached us. */
export const mailSources = ['smtp', 'imap', 'webhook', 'upload'] as const;
export type MailSource = (typeof mailSources)[number];

/** What the sending server said of itself and of the mail; nothing of it is proof. */
export interface MailEnvelope {
  readonly ip: string | null;
  readonly helo: string | null;
  readonly sender: string | null;
  readonly recipients: readonly string[];
}

/** For mail that no sending server brought to us. */
export const noEnvelope: MailEnvelope = { ip: null, helo: null, sender: null, recipients: [] };

/** What a mail's signatures are worth. `retry`: DNS did not answer; that is neither. */
export const mailVerdicts = ['proved', 'unverifiable', 'forged', 'retry'] as const;
export type MailVerdict = (typeof mailVerdicts)[number];

/** A report about a mail of ours. Anybody can write one, so it only ever tells staff where to look. */
export interface MailBounce {
  /** Of the mail that it is about. */
  readonly messageId: string | null;
  readonly recipient: string | null;
  readonly isPermanent: boolean;
  readonly because: string;
}

/** What was found out about a mail, kept with what is needed to check it again. */
export interface MailJudgement {
  readonly verdict: MailVerdict;
  /** The rule that decided, and what it means, for people. */
  readonly rule: string;
  readonly reason: string;
  /** The one address that it claims to be from; who it is only when `proved`. */
  readonly from: string | null;
  /** What kind of program wrote it; null for a person. */
  readonly machine: string | null;
  /** One exact command by a person, or why there is none. */
  readonly command: 'approve' | 'deny' | null;
  readonly commandReason: string;
  readonly subject: string | null;
  readonly messageId: string | null;
  readonly date: Instant | null;
  /** The domain whose signature the verdict rests on. */
  readonly signedBy: string | null;
  /** The answers of DNS that it rests on, for checking it again when keys have changed. */
  readonly dnsAnswers: Readonly<Record<string, unknown>>;
  /** A report that a mail of ours did not arrive. */
  readonly bounce: MailBounce | null;
  /** The day, YYYY-MM-DD, until which an automatic reply says that its sender is away. Mails judged before that was read have none. */
  readonly returns?: string | null;
}

/** What became of a mail. `message`: it is part of the conversation about its request. `queued`: a person must look at it. `noted`: there is nothing to do. */
export type MailOutcome =
  | { readonly kind: 'decided'; readonly requestId: string; readonly decisionId: string; readonly because: string }
  | { readonly kind: 'message'; readonly requestId: string; readonly messageId: string; readonly because: string }
  | { readonly kind: 'queued' | 'noted'; readonly requestId: string | null; readonly because: string };
