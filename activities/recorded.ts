import type { Chain } from '../domain/chain';
import type { Facts } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { RequestFile } from '../store/port';
import type { Letters } from './request-file';

/** What the workflow knows of its request when it calls an activity. */
export interface Known {
  readonly requestId: string;
  /** Counts the workflow's calls: the idempotency key of what an activity writes. */
  readonly turn: number;
  readonly revision: number;
}

/** What the store knew when an activity was done. */
export interface Recorded extends Letters {
  readonly facts: Facts;
  /** When that was, by the store's clock. */
  readonly at: Instant;
  readonly revision: number;
  /** Null when the workflow has it already. */
  readonly chain: Chain | null;
}

export function recorded({ request, chain, facts, at }: RequestFile, known: Known, { letters }: Letters): Recorded {
  const { revision } = request;
  return { letters, facts, at, revision, chain: revision === known.revision ? null : chain };
}
