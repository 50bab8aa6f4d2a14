import type { Verdict } from './decision';
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
  | 'referred'
  | 'key-set-up'
  | 'message'
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
  | 'mail-refused'
  | 'mail-brought'
  | 'letter-bounced'
  | 'absence-told'
  | 'withdrawn'
  | 'request-approved'
  | 'request-denied'
  | 'request-lapsed'
  | 'request-withdrawn'
  | 'request-revoked'
  | 'letter-sent'
  | 'letter-refused'
  | 'letter-recalled'
  | 'charged'
  | 'payment-needs-holder'
  | 'payment-declined'
  | 'payment-card-changed'
  | 'payment-released'
  | 'payment-lapsed'
  | 'key-issued'
  | 'key-orphan-disabled'
  | 'issue-refused'
  | 'picked-up'
  | 'first-used'
  | 'opened-again'
  | 'pickup-lapsed'
  | 'key-reissue-asked'
  | 'key-disable-asked'
  | 'key-disabled'
  | 'key-rotation-asked'
  | 'key-held'
  | 'key-back'
  | 'grant-began'
  | 'grant-suspended'
  | 'grant-reinstated'
  | 'grant-revoked'
  | 'grant-ended'
  | 'grant-renewed'
  | 'grant-amended'
  | 'grant-taken-back'
  | 'grant-rotated'
  | 'grant-left'
  | 'grant-stayed'
  | 'grant-terms-changed'
  | 'grant-terms-accepted'
  | 'grant-change-asked';

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

/** An event with its place in the chain of hashes; both hex. */
export interface HashedEvent extends AuditEvent {
  readonly previousHash: string;
  readonly hash: string;
}

/** How the timeline names what an approver said. */
export const auditKindOf: Readonly<Record<Verdict, AuditKind>> = {
  approve: 'approved',
  deny: 'denied',
  ask: 'asked-back',
  propose: 'proposed',
  recuse: 'recused',
  delegate: 'delegated',
  revoke: 'approval-revoked',
  disown: 'disowned',
  'set-up': 'key-set-up',
  refer: 'referred',
};
