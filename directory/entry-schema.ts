import { z } from 'zod';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import { ownDataLevels } from '../domain/definition';
import { memberStandings } from '../store/port';
import { fields, line } from './fields';
import type { Kind } from './file-fault';

const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, {
  error: 'Use lower case letters, digits, dots, hyphens and underscores, at most 60, a letter or digit first.',
});
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .transform((written) => written.replace(/\r\n?/g, '\n'))
    .pipe(z.string().regex(/^[\P{Cc}\t\n]*$/u, { error: 'Write text without control characters.' }));

// Nothing that mail libraries read in more than one way: then a letter would go to somebody else.
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const plainAddress = new RegExp(
  String.raw`^(?=.{1,254}$)(?=[^@]{1,64}@)${atom}(?:\.${atom})*@${label}(?:\.${label})*$`,
);
const address = z.email({
  pattern: plainAddress,
  error: 'Write one address like ann.lee@mls.example: no name, quotes or second address, the domain in lower case.',
});

const timeZone = z.stringFormat('time-zone', isTimeZone, {
  error: 'Use a name of the IANA time zone database, such as America/Chicago.',
});

/** Names only: an offset such as +05:00 knows no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** One entry of each kind, as it stands in a file. Chains are read by themselves. */
export const entrySchemas = {
  mlses: fields({
    id,
    name: line(200),
    state: line(100),
    timeZone,
    closedDays: z.array(z.iso.date({ error: 'Write a day as YYYY-MM-DD.' })).default([]),
    directContact: z.unknown().optional(),
  }),
  approvers: fields({ mlsId: id, id, name: line(200), email: address, title: line(100) }),
  plans: fields({
    mlsId: id,
    id,
    name: line(200),
    description: line(1_000),
    role: z.enum(dataRoles),
    keyKind: z.enum(keyKinds),
    keyHolders: z.array(z.enum(keyHolderKinds)).min(1),
    priceMinor: z.int().min(0).max(2_147_483_647),
    currency: z.string().regex(/^[A-Z]{3}$/, { error: 'Use a code of three capital letters, such as USD.' }),
    termsVersion: line(100),
    terms: text(100_000),
    chain: z.unknown().optional(),
  }),
  members: fields({
    mlsId: id,
    userName: line(100),
    kind: z.enum(ownDataLevels),
    name: line(200),
    standing: z.enum(memberStandings).optional(),
  }),
} as const satisfies Record<Kind, z.ZodType>;

export type Entry<K extends Kind> = z.output<(typeof entrySchemas)[K]>;

/** A whole file: lists by kind, any of which may be left out. */
export const fileSchema = fields({
  mlses: z.array(z.unknown()).default([]),
  approvers: z.array(z.unknown()).default([]),
  plans: z.array(z.unknown()).default([]),
  members: z.array(z.unknown()).default([]),
});
