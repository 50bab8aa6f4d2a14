import type { Dispatch } from '../client/port';
import type { Instant } from '../domain/instant';
import type { Refusal } from '../domain/refuse';

export type OrderOutcome =
  | { readonly kind: 'recorded'; readonly dispatch: Dispatch }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unknown' };

/**
 * What a link is for. `receipt`: "that was not me", and a change of mind; `answer`: the developer's answer to a question;
 * `proof`: a developer's address is theirs; `sign-in`: a developer's session.
 */
export const linkPurposes = ['decision', 'receipt', 'answer', 'pickup', 'status', 'proof', 'sign-in'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** What a link is bound to. */
export interface LinkBinding {
  readonly purpose: LinkPurpose;
  readonly stepId: string | null;
  readonly approverId: string | null;
  readonly credentialId: string | null;
  /** The decision that a receipt is about, or the question that an answer is to. */
  readonly decisionId: string | null;
  readonly generation: number;
  readonly digest: string;
  readonly deadline: Instant;
}

/** A link as its page sees it. Never the token. */
export interface Link extends LinkBinding {
  readonly requestId: string;
  readonly closedAt: Instant | null;
  readonly closedBecause: LinkClosing | null;
  readonly isExpired: boolean;
}

/**
 * `locked`: too many wrong codes. `renewed`: a newer link replaces it. `passed-on`: somebody else is asked in this place.
 * `not-listed`: the person may not decide any more.
 */
export type LinkClosing = 'decided' | 'answered' | 'opened' | 'locked' | 'renewed' | 'passed-on' | 'not-listed';

/** What stops a link from being used, before anything is said about the request. */
export type LinkTrouble =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'locked'; readonly dispatch?: Dispatch }
  | { readonly kind: 'renewed' }
  | { readonly kind: 'passed-on' }
  | { readonly kind: 'not-listed' }
  | { readonly kind: 'wrong-code'; readonly triesLeft: number };

export interface LinkStore {
  find(tokenHash: Uint8Array): Promise<Link | undefined>;
  /** Asks for a new mail in place of an expired link, once. Undefined when there is nothing to renew. */
  renew(tokenHash: Uint8Array): Promise<Dispatch | undefined>;
  /** Every decision and answer link of the request, to see who holds one and what the next generation is. */
  ofRequest(requestId: string): Promise<readonly Link[]>;
}
