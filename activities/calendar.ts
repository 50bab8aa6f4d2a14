import { DateTime } from 'luxon';
import type { Instant } from '../domain/instant';
import type { Mls } from '../domain/plan';

type Calendar = Pick<Mls, 'timeZone' | 'closedDays'>;

const closingHour = 17;

/**
 * The end (17:00 in the MLS's zone) of the business day that lies `days` business days after the day of `from`. Saturdays, Sundays and the
 * MLS's closed days do not count. Here and not in a workflow: zone data changes with a Node upgrade, and a replay must not.
 */
export function endOfBusinessDay(calendar: Calendar, from: Instant, days: number): Instant {
  const closed = new Set(calendar.closedDays);
  let day = DateTime.fromMillis(from, { zone: calendar.timeZone }).startOf('day');
  for (let left = days; left > 0;) {
    day = day.plus({ days: 1 });
    if (day.weekday <= 5 && !closed.has(day.toISODate()!)) left -= 1;
  }
  return day.set({ hour: closingHour }).toMillis();
}

/** "Friday, November 27, 2026 at 5:00 PM CST". */
export function inWords(at: Instant, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone, locale: 'en-US' }).toFormat("EEEE, MMMM d, yyyy 'at' h:mm a ZZZZ");
}
