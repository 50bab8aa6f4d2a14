import type { GrantState } from '../domain/grant';
import type { RosterApproval, RosterEntry, RosterKey } from '../domain/roster';
import {
  approvalKindWords,
  countWords,
  grantStateWords,
  gradeWords,
  makerWords,
  rosterKeyStateWords,
} from '../domain/roster-words';
import { actsForWords, keyKindWords, roleWords } from '../domain/words';
import { daysIn, momentIn } from './days';
import { rosterId, type SignedRoster } from './signed-roster';

/** What the sheet prints of a roster, on a page and on paper. */
export interface SheetModel {
  readonly mls: string;
  /** As it stood then. */
  readonly at: string;
  readonly counts: string;
  /** What binds the sheet to the signed file. */
  readonly facts: readonly SheetLine[];
  readonly grants: readonly {
    readonly id: string;
    readonly product: string;
    readonly state: string;
    readonly tone: 'good' | 'wait' | 'bad' | 'over';
    readonly lines: readonly SheetLine[];
  }[];
}

interface SheetLine {
  readonly what: string;
  readonly values: readonly string[];
}

type Day = ReturnType<typeof daysIn>;

export function sheetOf(roster: SignedRoster): SheetModel {
  const { mls, operator, at, counts, checkpoint, grants, key } = roster;
  const day = daysIn(mls.timeZone);
  return {
    mls: mls.name,
    at: momentIn(mls.timeZone, at),
    counts: grants.length === 0 ? 'Nothing has been granted' : countWords(counts),
    facts: [
      { what: 'Said by', values: [operator] },
      { what: 'SHA-256 of the signed file', values: [rosterId(roster)] },
      { what: 'Signed by the key', values: [key] },
      ...(checkpoint
        ? [{ what: 'Newest audit checkpoint', values: [`${checkpoint.number}: ${checkpoint.hash}`] }]
        : []),
    ],
    grants: grants.map((entry) => ({
      id: entry.id,
      product: entry.product.name,
      state: grantStateWords[entry.standing.state],
      tone: tones[entry.standing.state],
      lines: linesOf(entry, day),
    })),
  };
}

const tones: Readonly<Record<GrantState, SheetModel['grants'][number]['tone']>> = {
  active: 'good',
  'renewal-due': 'wait',
  'in-transition': 'wait',
  suspended: 'bad',
  revoked: 'over',
  ended: 'over',
};

function linesOf(entry: RosterEntry, day: Day): readonly SheetLine[] {
  const { product, developer, plan, role, keyKind, keyHolder, approvals, keys, terms, termsDue } = entry;
  const asked = termsDue ? [`Version ${termsDue.version} to be accepted by ${day(termsDue.acceptBy)}`] : [];
  return [
    { what: 'Address', values: [product.url ?? 'none given'] },
    { what: 'Developer', values: [`${developer.name}, ${developer.company}`, developer.email] },
    { what: 'Data', values: [plan.name, `${roleWords[role]}, ${keyKindWords[keyKind]}`] },
    { what: 'Acts for', values: [actsForWords(keyKind, keyHolder)] },
    { what: 'Status', values: statusOf(entry, day) },
    { what: 'Approval', values: approvals.flatMap((approval) => approvalWords(approval, day)) },
    { what: 'Keys', values: keys.map((key) => keyWords(key, day)) },
    { what: 'Terms', values: [`Version ${terms.version} accepted`, ...asked] },
  ];
}

function statusOf({ standing }: RosterEntry, day: Day): readonly string[] {
  const { state, because, since, until, endsAt } = standing;
  const end = endsAt === null ? [] : [`Term until ${day(until)}; as things stand, its keys work until ${day(endsAt)}`];
  return [`${grantStateWords[state]} since ${day(since)}`, because, ...end];
}

function approvalWords({ kind, proofs, requestId }: RosterApproval, day: Day): readonly string[] {
  if (proofs.length === 0) return [`No approval is on record here; see request ${requestId}`];
  return proofs.map(
    ({ at, by, grade, evidenceId }) =>
      `${approvalKindWords[kind]} ${day(at)} by ${by}, by ${gradeWords[grade]}; evidence ${evidenceId}`,
  );
}

function keyWords(key: RosterKey, day: Day): string {
  const { state, issuedAt, pickedUpAt, firstUsedAt, evidenceId, issuer } = key;
  return [
    `${rosterKeyStateWords[state]}: made ${day(issuedAt)} by ${makerWords(key)}`,
    ...(pickedUpAt === null || issuer === 'by-hand' ? [] : [`picked up ${day(pickedUpAt)}`]),
    ...(firstUsedAt === null ? [] : [`first used ${day(firstUsedAt)}`]),
    `on the evidence ${evidenceId}`,
  ].join(', ');
}
