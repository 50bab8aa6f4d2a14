import type { Instant } from './instant';

export type AuditKind =
  | 'request-started'
  | 'step-opened'
  | 'email-proven'
  | 'developer-activated'
  | 'sign-in-asked'
  | 'signed-in'
  | 'approved'
  | 'denied'
  | 'asked-back'
  | 'proposed'
  | 'answered'
  | 'recused'
  | 'delegated'
  | 'reassigned'
  | 'away'
  | 'escalated'
  | 'reminded'
  | 'staff-called'
  | 'staff-task-closed'
  | 'extended'
  | 'resend-asked'
  | 'override-asked'
  | 'overridden'
  | 'approval-revoked'
  | 'disowned'
  | 'request-changed'
  | 'chain-migrated'
  | 'decision-refused'
  | 'code-wrong'
  | 'link-locked'
  | 'link-renewed'
  | 'withdrawn'
  | 'request-approved'
  | 'request-denied'
  | 'request-lapsed'
  | 'request-withdrawn'
  | 'request-revoked'
  | 'letter-sent'
  | 'letter-refused'
  | 'letter-recalled'
  | 'key-issued'
  | 'key-orphan-disabled'
  | 'issue-refused'
  | 'picked-up'
  | 'opened-again'
  | 'pickup-lapsed'
  | 'key-reissue-asked'
  | 'key-disable-asked'
  | 'key-disabled';

/** Something that happened to a request. Append-only; `seq` counts from 1 and each row's hash covers the one before. */
export interface AuditEvent {
  readonly requestId: string;
  readonly seq: number;
  readonly at: Instant;
  readonly kind: AuditKind;
  /** A name or role for people to read: "Ann Lee (MLS admin)", "Countersign". */
  readonly actor: string;
  /** One plain sentence. */
  readonly note: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
