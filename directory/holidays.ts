import table from './us-holidays.json';

/** A day that does not count, YYYY-MM-DD. */
export interface ClosedDay {
  readonly day: string;
  readonly name: string;
}

interface State {
  readonly name: string;
  /** What the state adds, or calls otherwise than the country. */
  readonly days: readonly ClosedDay[];
  /** Days of the country that the state does not keep. */
  readonly notKept: readonly string[];
}

const states: Readonly<Record<string, State>> = table.states;

/**
 * The public holidays of a state of the USA, substitute days included, in order of time; the state by name ("Maine") or code ("ME").
 * Those of the country when there is no such state.
 */
export function holidaysOf(state: string): readonly ClosedDay[] {
  const own = stateOf(state);
  if (own === undefined) return table.everywhere;
  const left = table.everywhere.filter(
    ({ day }) => !own.notKept.includes(day) && !own.days.some((each) => each.day === day),
  );
  return [...left, ...own.days].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** Every day on which an MLS of that state is closed, YYYY-MM-DD, in order of time. `own`: days beside the public holidays. */
export function closedDaysOf(state: string, own: readonly string[] = []): readonly string[] {
  return [...new Set([...holidaysOf(state).map(({ day }) => day), ...own])].toSorted();
}

function stateOf(state: string): State | undefined {
  return Object.entries(states).find(([code, { name }]) => code === state || name === state)?.[1];
}
