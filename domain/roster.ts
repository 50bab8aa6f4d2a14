import type { Chain } from './chain';
import type { Credential, IssuerName, KeyDeveloper } from './credential';
import type { Decision, Facts, Override } from './decision';
import type { EvidenceGrade } from './evidence';
import {
  acceptedTerms,
  changesOf,
  type Grant,
  type GrantStanding,
  type GrantState,
  grantStates,
  openTerms,
  type TermsMark,
} from './grant';
import type { Instant } from './instant';
import type { DataRole, KeyHolder, KeyKind } from './plan';
import { proofsOf } from './proof';
import type { Ask } from './request';

export const rosterFormat = 'countersign-roster-1';

/** Everything that an MLS has granted, as it stood at a moment: plain data, the same for the same facts. */
export interface Roster {
  readonly format: typeof rosterFormat;
  readonly mls: Ask['mls'];
  /** Who runs the platform and says so. */
  readonly operator: string;
  readonly at: Instant;
  readonly counts: Readonly<Record<GrantState, number>>;
  /** The newest signed checkpoint of the audit then, by its number and hash; null: none yet. */
  readonly checkpoint: { readonly number: number; readonly hash: string } | null;
  /** Oldest first. */
  readonly grants: readonly RosterEntry[];
}

export interface RosterEntry {
  readonly id: string;
  readonly keyHolder: KeyHolder;
  readonly developer: KeyDeveloper;
  readonly product: Ask['product'];
  readonly plan: Pick<Ask['plan'], 'id' | 'name'>;
  readonly role: DataRole;
  readonly keyKind: KeyKind;
  readonly standing: GrantStanding;
  /** The first approval, then those of the renewals and changes that count. */
  readonly approvals: readonly RosterApproval[];
  /** Oldest first. */
  readonly keys: readonly RosterKey[];
  /** The terms that were accepted last. */
  readonly terms: TermsMark;
  /** Terms that have changed since, and are to be accepted until then; null: none. */
  readonly termsDue: { readonly version: string; readonly acceptBy: Instant } | null;
}

export interface RosterApproval {
  readonly kind: 'first' | 'renewal' | 'amendment';
  readonly requestId: string;
  /** Each yes that stands behind it, oldest first; none where the MLS made the key itself and only the developer says so. */
  readonly proofs: readonly RosterProof[];
}

export interface RosterProof {
  /** As they were then: "Ann Lee (MLS admin)". */
  readonly by: string;
  /** The entry of the register; null where staff of the operator vouched. */
  readonly approverId: string | null;
  readonly at: Instant;
  readonly grade: EvidenceGrade;
  readonly evidenceId: string;
}

/** `in-hand`: picked up, and not used as far as is known. */
export const rosterKeyStates = ['waiting', 'in-hand', 'in-use', 'being-replaced', 'held', 'ended'] as const;
export type RosterKeyState = (typeof rosterKeyStates)[number];

export interface RosterKey extends Pick<
  Credential,
  'id' | 'issuer' | 'madeBy' | 'evidenceId' | 'issuedAt' | 'pickedUpAt' | 'firstUsedAt'
> {
  readonly state: RosterKeyState;
}

/** What is known of a grant, as far as a roster says it. */
export interface GrantFacts {
  readonly grant: Grant;
  readonly standing: GrantStanding;
  readonly origin: Decided;
  readonly changes: readonly Decided[];
  readonly ask: Ask;
  readonly keys: readonly Credential[];
}

interface Decided {
  readonly request: { readonly id: string; readonly ask: Ask };
  readonly chain: Chain;
  readonly facts: Facts;
}

/** The roster of these grants, all of the MLS's, each judged at `at`. */
export function rosterOf(
  about: Pick<Roster, 'mls' | 'operator' | 'at' | 'checkpoint'>,
  grants: readonly GrantFacts[],
): Roster {
  const inOrder = grants.toSorted(({ grant: a }, { grant: b }) => a.beganAt - b.beganAt || (a.id < b.id ? -1 : 1));
  return {
    format: rosterFormat,
    mls: about.mls,
    operator: about.operator,
    at: about.at,
    counts: countsOf(grants.map(({ standing }) => standing)),
    checkpoint: about.checkpoint,
    grants: inOrder.map(entryOf),
  };
}

/** How many stand so. */
export function countsOf(standings: readonly Pick<GrantStanding, 'state'>[]): Roster['counts'] {
  const count = (state: GrantState) => standings.filter((each) => each.state === state).length;
  return Object.fromEntries(grantStates.map((state) => [state, count(state)])) as Record<GrantState, number>;
}

/** Whose first use would have been noticed here; a key of another maker is used where nobody here sees it. */
export function isWatched(issuer: IssuerName): boolean {
  return issuer === 'builtin';
}

function entryOf({ grant, standing, origin, changes, ask, keys }: GrantFacts): RosterEntry {
  const { name, company, email } = ask.requester;
  const terms = openTerms(grant);
  return {
    id: grant.id,
    keyHolder: ask.keyHolder,
    developer: { name, company, email },
    product: ask.product,
    plan: { id: ask.plan.id, name: ask.plan.name },
    role: ask.plan.role,
    keyKind: ask.plan.keyKind,
    standing,
    approvals: [
      { kind: 'first', requestId: origin.request.id, proofs: proofsIn(origin) },
      ...changesOf(grant).map((id) => approvalOf(changes.find(({ request }) => request.id === id)!)),
    ],
    keys: keys.map(keyOf),
    terms: acceptedTerms(grant),
    termsDue: terms ? { version: terms.terms.version, acceptBy: terms.acceptBy } : null,
  };
}

function approvalOf(change: Decided): RosterApproval {
  return { kind: change.request.ask.change!.kind, requestId: change.request.id, proofs: proofsIn(change) };
}

function proofsIn({ request, chain, facts }: Decided): readonly RosterProof[] {
  return proofsOf(request.ask, chain, facts).map(proofOf);
}

function proofOf(act: Decision | Override): RosterProof {
  const { at, evidenceId } = act;
  if ('confirmedBy' in act) {
    const by = `${act.by.name} and ${act.confirmedBy.name} (staff of the operator)`;
    return { by, approverId: null, at, grade: 'attested', evidenceId };
  }
  const { id, name, title } = act.approver;
  return { by: `${name} (${title})`, approverId: id, at, grade: act.grade, evidenceId };
}

function keyOf(key: Credential): RosterKey {
  const { id, issuer, madeBy, evidenceId, issuedAt, pickedUpAt, firstUsedAt } = key;
  return { id, issuer, madeBy, evidenceId, issuedAt, pickedUpAt, firstUsedAt, state: keyStateOf(key) };
}

function keyStateOf({ disabledAt, heldAt, overlapMs, pickedUpAt, firstUsedAt }: Credential): RosterKeyState {
  if (disabledAt !== null) return 'ended';
  if (heldAt !== null) return 'held';
  if (overlapMs !== null) return 'being-replaced';
  if (pickedUpAt === null) return 'waiting';
  return firstUsedAt === null ? 'in-hand' : 'in-use';
}
