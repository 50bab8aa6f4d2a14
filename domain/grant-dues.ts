import { departureOf, type Grant, grantStanding, isOverForGood, openTerms, untilOf } from './grant';
import type { Instant } from './instant';

const dayMs = 86_400_000;

/** What the clock brings about a grant. */
export type GrantDueKind =
  | 'renewal-notice'
  | 'renewal-reminder'
  | 'renewal-last'
  | 'term-over'
  | 'terms-reminder'
  | 'terms-overdue'
  | 'transition-reminder'
  | 'ended';

export interface GrantDue {
  readonly kind: GrantDueKind;
  readonly at: Instant;
}

/** Days before the end of a term on which the developer is reminded, beside the first notice. */
const reminders = { 'renewal-reminder': 14, 'renewal-last': 3 } as const;
/** Days before a deadline on which the developer is reminded of it. */
const beforehand = 7;

/** All that is due about a grant as it stands now, past or to come, in order of time. Nothing is due of one that was revoked. */
export function grantDues(grant: Grant, at: Instant): readonly GrantDue[] {
  const standing = grantStanding(grant, at);
  if (standing.state === 'revoked') return [];
  if (isOverForGood(standing)) return [{ kind: 'ended', at: standing.since }];
  const dues = [
    ...renewalDues(grant),
    ...termsDues(grant),
    ...transitionDues(grant),
    { kind: 'ended' as const, at: standing.endsAt! },
  ];
  return dues.toSorted((one, other) => one.at - other.at);
}

function renewalDues(grant: Grant): readonly GrantDue[] {
  const until = untilOf(grant);
  const { noticeDays } = grant.term;
  const before = (kind: GrantDueKind, days: number): GrantDue => ({ kind, at: until - days * dayMs });
  return [
    before('renewal-notice', noticeDays),
    ...Object.entries(reminders).flatMap(([kind, days]) =>
      days < noticeDays ? [before(kind as GrantDueKind, days)] : [],
    ),
    { kind: 'term-over', at: until },
  ];
}

function termsDues(grant: Grant): readonly GrantDue[] {
  const open = openTerms(grant);
  if (!open) return [];
  return [
    { kind: 'terms-reminder', at: open.acceptBy - beforehand * dayMs },
    { kind: 'terms-overdue', at: open.acceptBy },
  ];
}

function transitionDues(grant: Grant): readonly GrantDue[] {
  const departure = departureOf(grant);
  return departure ? [{ kind: 'transition-reminder', at: departure.endsAt - beforehand * dayMs }] : [];
}
