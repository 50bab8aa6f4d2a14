import { z } from 'zod';
import { line, printedAddress, requestId, theirLine, theirReason } from './fields';

/** A list that is cut to what a letter should hold; the roster has all of it. */
const cut = { lines: z.array(theirReason), more: z.int().nonnegative() };
/** What every letter with a roster says. `requestId` is the roster's, by which it is known. */
const withRoster = {
  mls: line,
  requestId,
  recipient: z.strictObject({ name: theirLine }),
  /** "December 2026". */
  month: line,
  /** Names of the files that come with it. */
  attached: z.array(line).min(1),
  /** Some did not fit. */
  isCut: z.boolean(),
  support: printedAddress,
};

/** Letters to those who decide for an MLS, about everything that it has granted. */
export const rosterLetters = {
  /** Every month: the roster. */
  roster: z.strictObject({
    ...withRoster,
    /** "12 active and 1 suspended". */
    counts: line,
    /** What needs attention; empty when nothing does. */
    findings: z.array(z.strictObject({ heading: line, ...cut })),
  }),
  /** Every quarter: what to check. */
  'audit-checklist': z.strictObject({
    ...withRoster,
    items: z.array(z.strictObject({ check: line, records: line, ...cut })).min(1),
  }),
};
