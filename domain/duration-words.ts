const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "12 minutes", "3 hours", "1.5 days": as precise as it is useful. */
export function durationWords(ms: number): string {
  if (ms < 90 * minute) return amountWords(Math.max(1, Math.round(ms / minute)), 'minute');
  if (ms < day) return amountWords(Math.round(ms / hour), 'hour');
  return amountWords(Math.round((ms / day) * 10) / 10, 'day');
}

/** "1 day", "2 days". */
export function amountWords(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
