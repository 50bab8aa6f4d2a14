import type { Instant } from './instant';

/** What a checkpoint says, before it is signed. Hashes and keys are hex. */
export interface CheckpointContent {
  /** Counts from 1. */
  readonly number: number;
  readonly at: Instant;
  /** How many requests it covers. */
  readonly requests: number;
  /** Merkle root over the newest audit row of each. */
  readonly root: string;
  /** Hash of the checkpoint before; zeros for the first. */
  readonly previous: string;
}

/** Signed with Ed25519, by the key that it names. */
export interface Checkpoint extends CheckpointContent {
  readonly key: string;
  readonly signature: string;
}

/** The newest row of a request's audit when a checkpoint was made. */
export interface AuditHead {
  readonly requestId: string;
  readonly seq: number;
  readonly hash: string;
}

/** A neighbour on the way from a leaf to the root. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

/** A checkpoint that covers a request, and what shows that it does. */
export interface Covering {
  readonly checkpoint: Checkpoint;
  readonly head: Omit<AuditHead, 'requestId'>;
  readonly path: readonly PathStep[];
}

/** A row that a checkpoint covers and that is not there any more, or is another one. */
export interface LostHead {
  readonly checkpoint: number;
  readonly requestId: string;
  readonly seq: number;
}
