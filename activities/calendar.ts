import { DateTime } from 'luxon';
import { isBusinessDay } from '../domain/business-day';
import type { StepClock } from '../domain/chain';
import type { Due, DueKind } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { Mls } from '../domain/plan';

type Calendar = Pick<Mls, 'timeZone' | 'closedDays'>;

const openingHour = 9;
const closingHour = 17;

/**
 * When a step that is put to its approvers at `from` reminds, escalates and calls staff (9:00 in the MLS's zone) and when it lapses (17:00),
 * in order of time. Here and not in a workflow: zone data changes with a Node upgrade, and a replay must not.
 */
export function planDues(calendar: Calendar, clock: StepClock, from: Instant): readonly Due[] {
  const inTheMorning = (days: number, kind: DueKind): Due => ({
    at: onBusinessDay(calendar, from, days, openingHour),
    kind,
  });
  return [
    ...clock.remind.map((days) => inTheMorning(days, 'remind')),
    ...(clock.escalate === null ? [] : [inTheMorning(clock.escalate, 'escalate')]),
    ...(clock.callStaff === null ? [] : [inTheMorning(clock.callStaff, 'call-staff')]),
    { at: endOfBusinessDay(calendar, from, clock.lapse), kind: 'lapse' as const },
  ].toSorted((a, b) => a.at - b.at);
}

/** The end (17:00 in the MLS's zone) of the business day that lies `days` business days after the day of `from`; 0 is that day itself. */
export function endOfBusinessDay(calendar: Calendar, from: Instant, days: number): Instant {
  return onBusinessDay(calendar, from, days, closingHour);
}

/** What is due once in a month: in the morning (9:00 in the MLS's zone) of its first business day. */
export interface MonthDue {
  /** YYYY-MM, in the zone. */
  readonly month: string;
  readonly dueAt: Instant;
  /** In the month after. */
  readonly nextAt: Instant;
}

export function monthDue(calendar: Calendar, at: Instant): MonthDue {
  // From noon to noon: there are zones where midnight is skipped.
  const first = inZone(calendar.timeZone, at).startOf('month').set({ hour: 12 });
  const dueIn = (month: DateTime<true>) => onBusinessDay(calendar, month.minus({ days: 1 }).toMillis(), 1, openingHour);
  return { month: first.toFormat('yyyy-MM'), dueAt: dueIn(first), nextAt: dueIn(first.plus({ months: 1 })) };
}

/** "December 2026" of "2026-12". */
export function monthInWords(month: string): string {
  return DateTime.fromISO(month, { locale: 'en-US' }).toFormat('LLLL yyyy');
}

/** The day that it is in the zone, YYYY-MM-DD. */
export function dayIn(timeZone: string, at: Instant): string {
  return inZone(timeZone, at).toISODate();
}

/** When that day (YYYY-MM-DD) is over in the zone. */
export function endOfDayIn(timeZone: string, day: string): Instant {
  return DateTime.fromISO(day, { zone: timeZone }).plus({ days: 1 }).startOf('day').toMillis();
}

/** "Friday, November 27, 2026 at 5:00 PM CST". */
export function inWords(at: Instant, timeZone: string): string {
  return inZone(timeZone, at).setLocale('en-US').toFormat("EEEE, MMMM d, yyyy 'at' h:mm a ZZZZ");
}

/**
 * The day of `from` does not count, whatever the hour. An hour that the clocks skip is taken after the jump; of an hour that comes twice,
 * the first.
 */
function onBusinessDay({ timeZone, closedDays }: Calendar, from: Instant, days: number, hour: number): Instant {
  const closed = new Set(closedDays);
  // From noon to noon: there are zones where midnight is skipped.
  let day = inZone(timeZone, from).startOf('day').set({ hour: 12 });
  for (let left = days; left > 0;) {
    day = day.plus({ days: 1 });
    if (isBusinessDay(day.toISODate(), closed)) left -= 1;
  }
  return day.set({ hour }).getPossibleOffsets()[0]!.toMillis();
}

/** Throws a RangeError when Node does not know the zone. */
function inZone(timeZone: string, at: Instant): DateTime<true> {
  const local = DateTime.fromMillis(at, { zone: timeZone });
  if (!local.isValid) throw new RangeError(`${local.invalidReason}: ${local.invalidExplanation}`);
  return local;
}
