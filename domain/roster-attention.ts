import type { GrantState } from './grant';
import { isOverForGood } from './grant';
import type { Instant } from './instant';
import { isWatched, type Roster, type RosterEntry, type RosterKey } from './roster';
import { grantWords } from './roster-words';

const dayMs = 86_400_000;
/** A key that nobody has used for so long after it was picked up is worth a word. */
const quietDays = 30;

/** A day in words, in the MLS's zone. */
export type DayWords = (at: Instant) => string;

/** What somebody should look at: a heading, and a line for each grant. */
export interface Finding {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** What of the roster needs attention; headings without a line are left out. */
export function attentionIn(roster: Roster, day: DayWords): readonly Finding[] {
  const { grants, at } = roster;
  const standing = (state: GrantState, words: (entry: RosterEntry) => string) =>
    grants.filter((entry) => entry.standing.state === state).map((entry) => `${grantWords(entry)}: ${words(entry)}`);
  return [
    { heading: 'Renewal due', lines: standing('renewal-due', ({ standing: { until } }) => `term until ${day(until)}`) },
    {
      heading: 'In transition',
      lines: standing('in-transition', ({ standing: { endsAt } }) => `ends ${day(endsAt!)}`),
    },
    { heading: 'Suspended', lines: standing('suspended', ({ standing: { since } }) => `since ${day(since)}`) },
    {
      heading: 'Key never used',
      lines: grants
        .filter((entry) => unusedKeyOf(entry, at, quietDays) !== undefined)
        .map((entry) => `${grantWords(entry)}: picked up ${day(unusedKeyOf(entry, at, quietDays)!.pickedUpAt!)}`),
    },
  ].filter(({ lines }) => lines.length > 0);
}

/** The grant's key that was picked up so many days ago and never used since, as far as that is seen here. */
export function unusedKeyOf({ standing, keys }: RosterEntry, at: Instant, days: number): RosterKey | undefined {
  if (isOverForGood(standing)) return undefined;
  return keys.find(
    ({ state, issuer, pickedUpAt }) => state === 'in-hand' && isWatched(issuer) && pickedUpAt! + days * dayMs <= at,
  );
}
