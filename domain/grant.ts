import type { Instant } from './instant';
import type { Ask } from './request';

const dayMs = 86_400_000;

/** How long what an MLS has granted lasts before it must be approved again. Part of the MLS's chain. */
export interface Term {
  readonly months: number;
  /** Days before its end on which the developer is told that it is to be renewed. */
  readonly noticeDays: number;
  /** Days for which the key goes on after a term that nobody has renewed. */
  readonly graceDays: number;
}

export const usualTerm: Term = { months: 12, noticeDays: 45, graceDays: 14 };

/** How long a developer has to accept terms that have changed. */
export const acceptTermsMs = 30 * dayMs;
/** How long a key goes on whose holder has left the MLS or moved: time to tie it to somebody else. */
export const transitionMs = 30 * dayMs;

/** Terms by their version and the SHA-256 of their text, hex. */
export interface TermsMark {
  readonly version: string;
  readonly hash: string;
}

/** Why a grant is suspended; each reason must be cured on its own. `taken-back`: an approver took back their yes to a change. */
export type SuspensionCause = 'staff' | 'terms' | 'taken-back';

/** What has happened to a grant. Kept for ever; where it stands is derived. */
export type GrantEvent = {
  /** Counts from 1. */
  readonly seq: number;
  readonly at: Instant;
  /** A name or role for people to read. */
  readonly by: string;
  /** One plain sentence. */
  readonly because: string;
} & GrantAct;

export type GrantAct =
  | { readonly kind: 'suspended'; readonly cause: SuspensionCause }
  | { readonly kind: 'reinstated'; readonly cause: SuspensionCause }
  | { readonly kind: 'revoked' | 'stayed' }
  /** A renewal was approved, by the request of that id: a new term, until then. */
  | { readonly kind: 'renewed'; readonly requestId: string; readonly until: Instant }
  /** A change was approved, by the request of that id. */
  | { readonly kind: 'amended'; readonly requestId: string }
  /** An approval of that request was taken back afterwards: it counts no more. */
  | { readonly kind: 'taken-back'; readonly requestId: string }
  | { readonly kind: 'terms-changed'; readonly terms: TermsMark; readonly acceptBy: Instant }
  | { readonly kind: 'terms-accepted'; readonly terms: TermsMark }
  /** The key's holder is no member any more, or not the same: it ends then, unless it is tied to somebody else. */
  | { readonly kind: 'left'; readonly endsAt: Instant }
  /** A new key takes the place of the old one, which goes on until the new one has been in hand for so long. */
  | { readonly kind: 'rotated'; readonly credentialId: string; readonly overlapMs: number };

export type GrantEventKind = GrantAct['kind'];

/** What an MLS has granted: it outlives the request that it came from, for years. Facts only. */
export interface Grant {
  /** That of the request it came from. */
  readonly id: string;
  readonly beganAt: Instant;
  /** The end of its first term. */
  readonly firstUntil: Instant;
  readonly term: Term;
  /** The terms that were accepted with the request. */
  readonly terms: TermsMark;
  /** Oldest first. */
  readonly events: readonly GrantEvent[];
}

/** What letters have been written about: everything that happened up to `seq`, everything that was due up to `at`. */
export interface GrantSeen {
  readonly seq: number;
  readonly at: Instant;
}

export const grantStates = ['active', 'renewal-due', 'in-transition', 'suspended', 'revoked', 'ended'] as const;
export type GrantState = (typeof grantStates)[number];

/** Where a grant stands, and why. */
export interface GrantStanding {
  readonly state: GrantState;
  readonly because: string;
  /** Since when it stands so. */
  readonly since: Instant;
  /** The end of the term. */
  readonly until: Instant;
  /** When its keys stop working unless something happens; null once they have. */
  readonly endsAt: Instant | null;
}

/** Where a grant stands at a moment. */
export function grantStanding(grant: Grant, at: Instant): GrantStanding {
  const until = untilOf(grant);
  const over = overOf(grant, at);
  if (over) return { ...over, until, endsAt: null };

  const endsAt = lastDay(grant);
  const suspension = openSuspensions(grant)[0];
  if (suspension) return { state: 'suspended', because: suspension.because, since: suspension.at, until, endsAt };
  const departure = departureOf(grant);
  if (departure) return { state: 'in-transition', because: departure.because, since: departure.at, until, endsAt };
  const noticeAt = until - grant.term.noticeDays * dayMs;
  if (noticeAt <= at) {
    const because = at < until ? 'Its term ends soon.' : 'Its term has ended, and nobody has renewed it.';
    return { state: 'renewal-due', because, since: noticeAt, until, endsAt };
  }
  const began = effective(grant).findLast(({ kind }) => kind === 'renewed') ?? {
    at: grant.beganAt,
    because: 'Approved.',
  };
  return { state: 'active', because: began.because, since: began.at, until, endsAt };
}

/** Whether its keys may work. */
export function isInForce({ state }: Pick<GrantStanding, 'state'>): boolean {
  return state === 'active' || state === 'renewal-due' || state === 'in-transition';
}

/** Whether it is over for good. */
export function isOverForGood({ state }: Pick<GrantStanding, 'state'>): boolean {
  return state === 'revoked' || state === 'ended';
}

/** The end of the term. */
export function untilOf(grant: Grant): Instant {
  const ends = effective(grant).flatMap((event) => (event.kind === 'renewed' ? [event.until] : []));
  return Math.max(grant.firstUntil, ...ends);
}

/** The requests whose changes count, oldest first. */
export function changesOf(grant: Grant): readonly string[] {
  return effective(grant).flatMap((event) => (isChange(event) ? [event.requestId] : []));
}

/** What is granted now: what was asked at first, with the changes that count. `changes`: what they asked, oldest first. */
export function askInForce(first: Ask, changes: readonly Ask[]): Ask {
  const last = changes.at(-1);
  if (!last) return first;
  const { change: _change, kind: _kind, ...asked } = last;
  return { ...asked, kind: first.kind };
}

/** The suspensions that nobody has cured, oldest first. */
export function openSuspensions({ events }: Grant): readonly Suspension[] {
  const isCured = ({ seq, cause }: Suspension) =>
    events.some((later) => later.seq > seq && later.kind === 'reinstated' && later.cause === cause);
  return events.filter((event) => event.kind === 'suspended').filter((event) => !isCured(event));
}

type Suspension = Extract<GrantEvent, { kind: 'suspended' }>;

/** The terms that were accepted last. */
export function acceptedTerms({ terms, events }: Grant): TermsMark {
  const accepted = events.flatMap((event) => (event.kind === 'terms-accepted' ? [event.terms] : []));
  return accepted.at(-1) ?? terms;
}

/** Terms that have changed and wait to be accepted; only the newest count. */
export function openTerms(grant: Grant): Extract<GrantEvent, { kind: 'terms-changed' }> | undefined {
  const changed = grant.events.findLast((event) => event.kind === 'terms-changed');
  return changed && changed.terms.hash !== acceptedTerms(grant).hash ? changed : undefined;
}

/** That the key's holder has left, while nothing has come of it. */
export function departureOf(grant: Grant): Extract<GrantEvent, { kind: 'left' }> | undefined {
  const departure = grant.events.findLast((event) => event.kind === 'left');
  const isCured = (event: GrantEvent) => event.kind === 'stayed' || event.kind === 'amended';
  if (!departure) return undefined;
  return effective(grant).some((event) => event.seq > departure.seq && isCured(event)) ? undefined : departure;
}

/** When it ends unless something happens. */
function lastDay(grant: Grant): Instant {
  const graceOver = untilOf(grant) + grant.term.graceDays * dayMs;
  return Math.min(graceOver, departureOf(grant)?.endsAt ?? graceOver);
}

function overOf(grant: Grant, at: Instant): Pick<GrantStanding, 'state' | 'because' | 'since'> | undefined {
  const revoked = grant.events.find(({ kind }) => kind === 'revoked');
  if (revoked) return { state: 'revoked', because: revoked.because, since: revoked.at };
  const endsAt = lastDay(grant);
  if (at < endsAt) return undefined;
  const because =
    departureOf(grant)?.endsAt === endsAt
      ? 'Its holder has left, and it was not tied to somebody else in time.'
      : 'Its term was over, and nobody had renewed it.';
  return { state: 'ended', because, since: endsAt };
}

/** Without the changes whose approval was taken back. */
function effective({ events }: Grant): readonly GrantEvent[] {
  const takenBack = events.flatMap((event) => (event.kind === 'taken-back' ? [event.requestId] : []));
  return events.filter((event) => !isChange(event) || !takenBack.includes(event.requestId));
}

function isChange(event: GrantEvent): event is Extract<GrantEvent, { kind: 'renewed' | 'amended' }> {
  return event.kind === 'renewed' || event.kind === 'amended';
}
