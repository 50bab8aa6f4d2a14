import { type Attestation, notAttestedSince } from './attestation';
import { type Authorization, mayDecide, type Register } from './authorization';
import { isOverForGood } from './grant';
import type { Roster, RosterEntry } from './roster';
import { type DayWords, unusedKeyOf } from './roster-attention';
import { grantWords } from './roster-words';
import { listWords } from './words';

const dayMs = 86_400_000;
const unusedDays = 90;
const suspendedDays = 30;

/** Something that whoever speaks for an MLS should check once a quarter. */
export interface ChecklistItem {
  /** What to check. */
  readonly check: string;
  /** What the records say about it. */
  readonly records: string;
  /** Whom or what it is about, a line each. */
  readonly lines: readonly string[];
}

/** What is known of an MLS's register. */
export interface RegisterFacts {
  readonly register: Register;
  /** Oldest first. */
  readonly attestations: readonly Attestation[];
}

/** The audit of an MLS's grants, item by item; each stands there even when the records show nothing. */
export function auditChecklist(roster: Roster, facts: RegisterFacts, day: DayWords): readonly ChecklistItem[] {
  const live = roster.grants.filter(({ standing }) => !isOverForGood(standing));
  const about = (words: (entry: RosterEntry) => string | undefined) =>
    live.flatMap((entry) => {
      const said = words(entry);
      return said === undefined ? [] : [`${grantWords(entry)}: ${said}`];
    });
  return [
    registerItem(facts, day),
    item('Is each key still needed?', `No key has lain unused for ${unusedDays} days.`, {
      some: `Picked up ${unusedDays} days ago or more, and never used since as far as we see it`,
      lines: about((entry) => {
        const key = unusedKeyOf(entry, roster.at, unusedDays);
        return key && `picked up ${day(key.pickedUpAt!)}`;
      }),
    }),
    item(
      'Do you stand by what was approved by people who no longer decide for you?',
      'Everybody who approved is still on your register.',
      {
        some: 'Rest on somebody who is on the register no more',
        lines: about((entry) => leavers(entry, facts.register)),
      },
    ),
    item('Are renewals under way where a term is over?', 'No term is over.', {
      some: 'Past the end of their term',
      lines: about(({ standing: { state, until } }) =>
        state === 'renewal-due' && until <= roster.at ? `term until ${day(until)}` : undefined,
      ),
    }),
    item('Does whoever made a key by hand still have it under control?', 'No key in force was made by hand.', {
      some: 'With a key that was made by hand',
      lines: about(byHand),
    }),
    item('Have your terms been accepted by everybody?', 'Everybody has accepted your newest terms.', {
      some: 'Your newest terms not accepted yet',
      lines: about(({ termsDue }) =>
        termsDue ? `terms ${termsDue.version}, due ${day(termsDue.acceptBy)}` : undefined,
      ),
    }),
    item('Should suspended access be reinstated, or ended?', `Nothing is suspended for ${suspendedDays} days.`, {
      some: `Suspended for ${suspendedDays} days or more`,
      lines: about(({ standing: { state, since, because } }) =>
        state === 'suspended' && since + suspendedDays * dayMs <= roster.at
          ? `since ${day(since)}: ${because}`
          : undefined,
      ),
    }),
  ];
}

function item(
  check: string,
  none: string,
  { some, lines }: { readonly some: string; readonly lines: readonly string[] },
): ChecklistItem {
  return { check, records: lines.length === 0 ? none : `${some}: ${lines.length}.`, lines };
}

function registerItem({ register, attestations }: RegisterFacts, day: DayWords): ChecklistItem {
  const listed = register.entries.filter((entry) => mayDecide(register, entry, null));
  const many = listed.length === 1 ? '1 person may decide' : `${listed.length} people may decide`;
  const attested = (entry: Authorization): string => {
    const rounds = attestations.filter(({ approverId }) => approverId === entry.id);
    const silent = notAttestedSince(entry, rounds) === null ? '' : '; asked since, and did not answer';
    const last = entry.attestedAt === null ? `listed ${day(entry.listedAt)}` : `attested ${day(entry.attestedAt)}`;
    return `${entry.name} (${entry.title}): ${last}${silent}`;
  };
  return {
    check: 'Do the people on your register still decide for you?',
    records: `${many} for ${register.mls.name}.`,
    lines: listed.map(attested),
  };
}

/** Those behind the grant who may no longer decide, by name. */
function leavers({ approvals }: RosterEntry, register: Register): string | undefined {
  const proofs = approvals.flatMap((approval) => approval.proofs);
  const gone = proofs.filter(({ by: name, approverId: id }) => id !== null && !mayDecide(register, { id, name }, null));
  return gone.length === 0 ? undefined : listWords([...new Set(gone.map(({ by }) => by))], 'and');
}

function byHand({ keys }: RosterEntry): string | undefined {
  const key = keys.find(({ issuer, state }) => issuer === 'by-hand' && state !== 'ended');
  return key && `made by ${key.madeBy ?? 'somebody'}`;
}
