import { DateTime } from 'luxon';
import type { Instant } from '../domain/instant';

/** A point in time for a `<time>` element. */
export interface Moment {
  /** In words, with the zone. */
  readonly text: string;
  readonly iso: string;
  /** The same moment in UTC, for a title. */
  readonly utc: string;
}

/** "Tue, 3 Mar 2026, 17:00 CST". A zone that luxon does not know is shown as UTC. */
export function moment(at: Instant, timeZone: string): Moment {
  const utc = DateTime.fromMillis(at, { zone: 'utc', locale: 'en-US' });
  const local = utc.setZone(timeZone);
  const shown = local.isValid ? local : utc;
  return {
    text: shown.toFormat('ccc, d LLL yyyy, HH:mm ZZZZ'),
    iso: utc.toISO() ?? '',
    utc: utc.toFormat("d LLLL yyyy, HH:mm:ss 'UTC'"),
  };
}
