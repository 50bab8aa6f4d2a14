import type { Checkpoint, Covering, LostHead } from '../domain/checkpoint';
import type { AuditKey } from '../secrets/audit-key';

export type CheckpointOutcome =
  | { readonly kind: 'written'; readonly checkpoint: Checkpoint }
  /** The newest is not that old yet, or there is nothing to cover. */
  | { readonly kind: 'not-due' }
  /** Rows that an earlier checkpoint covers are not there: a new one would cover up for that. */
  | { readonly kind: 'lost'; readonly lost: readonly LostHead[] };

export interface CheckpointStore {
  /** Covers the audit of every request as it is, unless the newest checkpoint is younger. Of two at once, one writes. */
  write(key: AuditKey, olderThanMs: number): Promise<CheckpointOutcome>;
  /** Newest first. */
  list(limit: number): Promise<readonly Checkpoint[]>;
  /** The newest that covers the request, if there is one. */
  covering(requestId: string): Promise<Covering | undefined>;
  /** Rows that a checkpoint covers and that are not there any more, or are others; at most `limit`. */
  lost(limit: number): Promise<readonly LostHead[]>;
}
