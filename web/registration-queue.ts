import { DateTime } from 'luxon';
import { isBusinessDay } from '../domain/business-day';
import type { Instant } from '../domain/instant';
import type { Mls } from '../domain/plan';
import { openedAt } from '../domain/schedule';
import type { RequestFile, Store } from '../store/port';

/** How long a registration has waited for its review. */
export interface Waiting {
  /** "In review for 2 business days." */
  readonly words: string;
  /** The promised time is over: staff were called. */
  readonly isLate: boolean;
}

/** For each of the requests that is a registration under review: how long it has waited. */
export async function waitingOf(
  { directory, tasks }: Pick<Store, 'directory' | 'tasks'>,
  files: readonly RequestFile[],
): Promise<ReadonlyMap<string, Waiting>> {
  const waiting = files.filter(({ request, standing, facts }) => {
    const isOpen = standing.state === 'pending' && openedAt(facts, 'review') !== undefined;
    return isOpen && request.ask.kind === 'registration';
  });
  const operator = waiting[0] && (await directory.mls(waiting[0].request.ask.mls.id));
  if (!operator) return new Map();
  const entries = waiting.map(async ({ request, facts, at }): Promise<[string, Waiting]> => {
    const days = businessDays(operator, openedAt(facts, 'review')!, at);
    const isLate = (await tasks.ofRequest(request.id)).some(({ closedAt }) => closedAt === null);
    return [request.id, { words: waitingWords(days, isLate), isLate }];
  });
  return new Map(await Promise.all(entries));
}

/** Business days that have begun since the day of `from`, which does not count itself. */
export function businessDays(
  { timeZone, closedDays }: Pick<Mls, 'timeZone' | 'closedDays'>,
  from: Instant,
  to: Instant,
) {
  const closed = new Set(closedDays);
  // From noon to noon: there are zones where midnight is skipped.
  const noonOf = (at: Instant) => DateTime.fromMillis(at, { zone: timeZone }).startOf('day').set({ hour: 12 });
  const last = noonOf(to);
  let days = 0;
  for (let day = noonOf(from).plus({ days: 1 }); day <= last; day = day.plus({ days: 1 })) {
    if (isBusinessDay(day.toISODate() ?? '', closed)) days += 1;
  }
  return days;
}

function waitingWords(days: number, isLate: boolean): string {
  const long = days === 0 ? 'since today' : `for ${days} business day${days === 1 ? '' : 's'}`;
  return `In review ${long}${isLate ? ': late, and staff are called' : ''}.`;
}
