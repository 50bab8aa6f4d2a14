import type { Credential, KeySpec } from '../domain/credential';
import type { Grant, GrantAct, GrantStanding, GrantState, TermsMark } from '../domain/grant';
import type { Instant } from '../domain/instant';
import type { Party } from '../domain/party';
import type { Ask } from '../domain/request';
import type { Refusal } from '../domain/refuse';
import type { StaffOrder } from './port-acts';
import type { OrderOutcome } from './port-links';
import type { NewRequest, RequestFile, StartOutcome } from './port-requests';

/** All that is recorded about a grant, read at one moment. */
export interface GrantFile {
  readonly grant: Grant;
  readonly standing: GrantStanding;
  /** The request that it came from. */
  readonly origin: RequestFile;
  /** The requests that have changed it and count, oldest first. */
  readonly changes: readonly RequestFile[];
  /** What is granted now. */
  readonly ask: Ask;
  /** What a key of it is made for now. */
  readonly spec: KeySpec;
  /** All its keys, oldest first. */
  readonly keys: readonly Credential[];
  /** The request for a change that nobody has settled yet; null when there is none. */
  readonly openChangeId: string | null;
  readonly at: Instant;
}

export interface GrantFilter {
  readonly mlsId?: string | undefined;
  readonly developerId?: string | undefined;
  /** Only those that stand so now. */
  readonly state?: GrantState | undefined;
  /** Matches ids, names of MLS, plan, developer and product; case does not matter. */
  readonly search?: string | undefined;
  /** Without limit: all of them. */
  readonly limit?: number;
  readonly offset?: number;
}

/** What staff do about a grant. */
export type GrantOrder = StaffOrder &
  (
    | { readonly kind: 'suspend' | 'reinstate' | 'revoke' | 'leave' | 'stay' }
    /** `overlapMs`: how long the old key goes on once the new one has been picked up. */
    | { readonly kind: 'rotate'; readonly overlapMs: number }
  );

export type ChangeOutcome =
  StartOutcome | { readonly kind: 'refused'; readonly refusal: Refusal } | { readonly kind: 'unknown' };

/** What the MLS's directory says today about what a grant rests on. */
export interface GrantSurroundings {
  /** The terms of its data plan; null when there is no such plan any more, or there never was one. */
  readonly terms: TermsMark | null;
  /** Whether the key's holder is in the MLS's list of members; null when there is no list, or nobody is named. */
  readonly isMember: boolean | null;
}

/** What has been granted, for as long as it lasts. Every order is judged under the request's lock and recorded with its audit row. */
export interface GrantStore {
  /** Undefined when nothing was granted by that request. */
  file(id: string): Promise<GrantFile | undefined>;
  /** Newest first. */
  list(filter: GrantFilter): Promise<readonly GrantFile[]>;
  /** Grants that nobody looks after since the current sealing key first sealed: each is to be looked at, so that its workflow begins anew. */
  begin(): Promise<void>;
  order(id: string, order: GrantOrder): Promise<OrderOutcome>;
  /** The developer accepts terms that have changed; that cures a suspension because of them. */
  acceptTerms(id: string, by: Party, hash: string): Promise<OrderOutcome>;
  /** Starts a request for a renewal or another change, unless one is open already or the grant takes none. */
  startChange(request: NewRequest): Promise<ChangeOutcome>;
  /** An approved change counts from now on. Nothing happens when it did before, or the grant is over. */
  apply(requestId: string): Promise<void>;
  surroundings(id: string): Promise<GrantSurroundings>;
  /** What the clock or the directory brings. Safe to repeat: an act that changes nothing any more is not written. */
  note(id: string, act: GrantAct, because: string): Promise<void>;
  /** A key of it was switched off or on where it was made, or ended for good. */
  keyDone(credentialId: string, done: 'held' | 'back' | 'ended', because: string): Promise<void>;
}
