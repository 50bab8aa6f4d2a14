import type { HashedEvent } from './audit';
import type { Chain } from './chain';
import type { Covering } from './checkpoint';
import type { Facts } from './decision';
import type { EvidenceGrade } from './evidence';
import type { Instant } from './instant';
import type { MailEnvelope, MailJudgement } from './received-mail';
import type { AccessRequest, Ask } from './request';
import type { Standing } from './standing';

/** Changes when a program that reads the old form could read the new one wrongly. */
export const bundleFormat = 'countersign-evidence-1';

/** What proves an act, as it was recorded with it. */
export interface EvidenceRow {
  readonly id: string;
  readonly grade: EvidenceGrade;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: Instant;
}

/** A mail that evidence names, with all that judging it again takes. */
export interface BundledMail {
  /** The SHA-256 of its bytes, hex. */
  readonly id: string;
  readonly receivedAt: Instant;
  readonly envelope: MailEnvelope;
  /** Without the subject: it stands in the bytes, and holds the reply code. */
  readonly judgement: Omit<MailJudgement, 'subject' | 'bounce'> | null;
  /** Base64. */
  readonly raw: string;
}

/** Everything that shows how a request was decided, to be checked by somebody who has nothing else. */
export interface EvidenceBundle {
  readonly format: typeof bundleFormat;
  /** The moment that `standing` speaks of. */
  readonly at: Instant;
  readonly request: AccessRequest;
  /** What was asked before it was changed, oldest first: decisions about it are among the facts. */
  readonly earlier: readonly { readonly ask: Ask; readonly digest: string; readonly chain: Chain }[];
  readonly chain: Chain;
  readonly facts: Facts;
  readonly standing: Standing;
  readonly evidence: readonly EvidenceRow[];
  readonly audit: readonly HashedEvent[];
  readonly mails: readonly BundledMail[];
  /** The newest checkpoint that covers the audit, or a part of it. Bundles of before there were checkpoints have none. */
  readonly checkpoint?: Covering | null;
}
