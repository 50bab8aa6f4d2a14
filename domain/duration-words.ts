const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "12 minutes", "3 hours", "1.5 days": as precise as it is useful. */
export function durationWords(ms: number): string {
  if (ms < 90 * minute) return counted(Math.max(1, Math.round(ms / minute)), 'minute');
  if (ms < day) return counted(Math.round(ms / hour), 'hour');
  return counted(Math.round((ms / day) * 10) / 10, 'day');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
