/** Whether a day (YYYY-MM-DD) counts for a deadline: Saturdays, Sundays and the MLS's closed days do not. */
export function isBusinessDay(day: string, closedDays: ReadonlySet<string>): boolean {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !closedDays.has(day);
}
