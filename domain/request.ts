import type { Instant } from './instant';
import type { Party } from './party';
import type { DataRole, KeyHolder, KeyKind, Price } from './plan';
import type { Statement } from './statement';

/** The developer who asks, as they were when they asked. */
export interface Requester extends Party {
  readonly company: string;
}

/**
 * `registration`: a developer asks the operator for an account and demo credentials. `direct-mls-contact`: no data plan fits, or an OpenID
 * Connect key is wanted, so the MLS itself is written to. `grant-change`: what was granted is to be renewed, or changed.
 */
export const requestKinds = ['registration', 'purchase-with-approval', 'direct-mls-contact', 'grant-change'] as const;
export type RequestKind = (typeof requestKinds)[number];

/**
 * Everything an approver is asked to say yes to. Its digest is part of every link and decision:
 * when any of it changes, earlier decisions no longer count.
 */
export interface Ask {
  readonly kind: RequestKind;
  readonly mls: { readonly id: string; readonly name: string; readonly timeZone: string };
  /** What the key is for. Without an id there is no data plan behind it: the MLS is asked directly. */
  readonly plan: {
    readonly id: string | null;
    readonly name: string;
    readonly role: DataRole;
    readonly keyKind: KeyKind;
  };
  readonly keyHolder: KeyHolder;
  readonly requester: Requester;
  readonly product: { readonly name: string; readonly url: string | null };
  /** The developer's words: what is built, how the data is used, who sees it. */
  readonly use: string;
  /** The terms that were accepted: their version, and the SHA-256 of the text that was shown, hex. */
  readonly termsVersion: string;
  readonly termsHash: string;
  /** A month's price as it was shown and accepted. Nothing else is ever charged. */
  readonly price: Price;
  /** Only where the MLS is asked directly. */
  readonly statement?: Statement;
  /** Only where what was granted is to be renewed or changed: everything else then says what shall be granted from then on. */
  readonly change?: GrantChange;
}

/** What a request changes about a grant. The old grant runs on until it is approved. */
export interface GrantChange {
  readonly kind: 'renewal' | 'amendment';
  /** The request that the grant came from. */
  readonly grantId: string;
  /** When that was approved. */
  readonly approvedAt: Instant;
  /** A renewal's new term; null for an amendment. */
  readonly until: Instant | null;
  /** Only what differs; a renewal may leave everything as it is. */
  readonly differences: readonly Difference[];
}

/** In words for people. */
export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** A developer's wish for a key. Facts only; where it stands is derived by `evaluate`. */
export interface AccessRequest {
  readonly id: string;
  readonly ask: Ask;
  /** SHA-256 of the canonical JSON of `ask`, hex. */
  readonly digest: string;
  /** Counts from 1: each change of what is asked, or of the chain, is a new revision. */
  readonly revision: number;
  /** The staff member who started it on the developer's behalf. */
  readonly startedBy: Party;
  readonly createdAt: Instant;
}
