import type { Dispatch } from '../client/port';
import type { Chain } from '../domain/chain';
import type { Credential } from '../domain/credential';
import type { Facts } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { Party } from '../domain/party';
import type { Payment } from '../domain/payment';
import type { AccessRequest, Ask, RequestKind } from '../domain/request';
import type { Standing } from '../domain/standing';
import type { OrderOutcome } from './port-links';

export interface NewRequest {
  readonly id: string;
  readonly ask: Ask;
  readonly chain: Chain;
  readonly startedBy: Party;
  readonly idempotencyKey: string;
  /** Whether its price is taken before there is a key. Without it: no. */
  readonly toPay?: boolean;
}

export type StartOutcome =
  | { readonly kind: 'started'; readonly request: AccessRequest; readonly dispatch: Dispatch }
  | { readonly kind: 'repeated'; readonly request: AccessRequest }
  /** The idempotency key was used before for another request. */
  | { readonly kind: 'key-reused'; readonly requestId: string };

/** All that is recorded about one request, read at one moment. */
export interface RequestFile {
  readonly request: AccessRequest;
  readonly chain: Chain;
  readonly facts: Facts;
  readonly standing: Standing;
  /** The newest key, if one was issued. */
  readonly credential: Credential | null;
  /** What it costs; null when nothing is to be paid here. */
  readonly payment: Payment | null;
  /** When this was read, by the database's clock. */
  readonly at: Instant;
}

export interface RequestFilter {
  /** Matches ids, names of MLS, plan and developer; case does not matter. */
  readonly search?: string | undefined;
  /** Only those with an open staff task. */
  readonly needsStaff?: boolean | undefined;
  readonly kind?: RequestKind | undefined;
  readonly developerId?: string | undefined;
  readonly settled?: boolean | undefined;
  readonly limit: number;
  readonly offset: number;
}

export interface RequestStore {
  start(request: NewRequest): Promise<StartOutcome>;
  file(id: string): Promise<RequestFile | undefined>;
  /** Newest first. */
  list(filter: RequestFilter): Promise<readonly RequestFile[]>;
  /** Judges the request under its lock; records the outcome, once, if it is no longer pending. */
  settle(id: string): Promise<RequestFile>;
  withdraw(id: string, by: string, reason: string): Promise<OrderOutcome>;
  /** Replaces the chain of a request that is still open; what was asked stays the same. */
  migrate(id: string, chain: Chain, by: string, reason: string): Promise<OrderOutcome>;
  /** What was asked before it was changed, oldest first. */
  revisions(id: string): Promise<readonly Revision[]>;
}

/** What was asked, and of whom, until it was changed. */
export interface Revision {
  readonly number: number;
  readonly ask: Ask;
  readonly digest: string;
  readonly chain: Chain;
  /** Why it became what it is. */
  readonly because: string;
  readonly by: string;
  readonly at: Instant;
}
