import { stringify } from 'csv-stringify/sync';
import { armoured } from '../domain/csv-cells';
import type { Instant } from '../domain/instant';
import type { RosterEntry, RosterKey } from '../domain/roster';
import { grantStateWords, makerWords, rosterKeyStateWords } from '../domain/roster-words';
import { keyHolderWords, keyKindWords, roleWords } from '../domain/words';
import { rosterId, type SignedRoster } from './signed-roster';

type Column = readonly [heading: string, cell: (entry: RosterEntry) => string | null];

/** A line for each grant, times in UTC, with a mark for spreadsheets that it is UTF-8. The last column names the signed file. */
export function rosterCsv(roster: SignedRoster): string {
  const id = rosterId(roster);
  const all: readonly Column[] = [...columns, ['roster_sha256', () => id]];
  const lines = roster.grants.map((entry) => all.map(([, cell]) => armoured(cell(entry) ?? '')));
  return stringify([all.map(([heading]) => heading), ...lines], { bom: true });
}

const columns: readonly Column[] = [
  ['grant', ({ id }) => id],
  ['product', ({ product }) => product.name],
  ['address', ({ product }) => product.url],
  ['developer', ({ developer }) => developer.name],
  ['company', ({ developer }) => developer.company],
  ['email', ({ developer }) => developer.email],
  ['plan', ({ plan }) => plan.name],
  ['data', ({ role }) => roleWords[role]],
  ['key', ({ keyKind }) => keyKindWords[keyKind]],
  ['key_holder', ({ keyHolder }) => keyHolderWords(keyHolder)],
  ['status', ({ standing }) => grantStateWords[standing.state]],
  ['since', ({ standing }) => utc(standing.since)],
  ['because', ({ standing }) => standing.because],
  ['term_until', ({ standing }) => utc(standing.until)],
  ['ends', ({ standing }) => utc(standing.endsAt)],
  ['approved', ({ approvals }) => utc(approvals[0]?.proofs.at(-1)?.at ?? null)],
  ['approved_by', ({ approvals }) => several(approvals[0]?.proofs ?? [], ({ by }) => by)],
  ['proof', ({ approvals }) => several(approvals[0]?.proofs ?? [], ({ grade }) => grade)],
  ['evidence', ({ approvals }) => several(approvals[0]?.proofs ?? [], ({ evidenceId }) => evidenceId)],
  ['renewals_and_changes', ({ approvals }) => several(approvals.slice(1), changeCell)],
  ['keys', ({ keys }) => several(keys, keyCell)],
  ['terms', ({ terms }) => terms.version],
  ['terms_due', ({ termsDue }) => termsDue && `${termsDue.version} by ${utc(termsDue.acceptBy)}`],
];

function changeCell({ kind, requestId, proofs }: RosterEntry['approvals'][number]): string {
  const said = several(proofs, ({ at, by, grade, evidenceId }) => `${utc(at)} ${by}, ${grade}, ${evidenceId}`);
  return `${kind} ${requestId}: ${said}`;
}

function keyCell(key: RosterKey): string {
  return [
    `${key.id}: ${rosterKeyStateWords[key.state]}`,
    `made ${utc(key.issuedAt)} by ${makerWords(key)}`,
    ...(key.pickedUpAt === null ? [] : [`picked up ${utc(key.pickedUpAt)}`]),
    ...(key.firstUsedAt === null ? [] : [`first used ${utc(key.firstUsedAt)}`]),
  ].join(', ');
}

function several<T>(things: readonly T[], words: (thing: T) => string): string {
  return things.map(words).join('; ');
}

function utc(at: Instant): string;
function utc(at: Instant | null): string | null;
function utc(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
