import type { Instant } from '../domain/instant';

/** Says days as they are in that zone: "May 3, 2026". */
export function daysIn(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'medium' });
  return (at) => format.format(at);
}

/** "May 3, 2026, 9:00 AM CDT". */
export function momentIn(timeZone: string, at: Instant): string {
  const parts = { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short', ...parts }).format(at);
}
