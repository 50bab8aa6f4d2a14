import { type Authorization, type EntryFacts, isWithin, type Register } from './authorization';
import type { Instant } from './instant';
import { mailboxOf } from './mailbox';
import type { Party } from './party';

export const registerChangeKinds = ['add', 'change', 'remove'] as const;
export type RegisterChangeKind = (typeof registerChangeKinds)[number];

/** What gives somebody more than they had waits this long, so that those who may decide now can object. */
export const objectionMs = 24 * 3_600_000;
/** An objection that comes too late is still heard for so long. */
export const hearObjectionsMs = 7 * 24 * 3_600_000;

/** What one staff member wants the register to say. `after`: null for a removal. */
export interface Proposal {
  readonly kind: RegisterChangeKind;
  readonly approverId: string;
  readonly after: EntryFacts | null;
  readonly reason: string;
}

/** A proposal on its way: a second staff member confirms it, and nobody objects. Facts only; where it stands is `stateOf`. */
export interface RegisterChange extends Proposal {
  readonly id: string;
  readonly mlsId: string;
  /** What the entry said when it was proposed; null for somebody new. */
  readonly before: EntryFacts | null;
  readonly proposedBy: Party;
  readonly proposedAt: Instant;
  readonly confirmedBy: Party | null;
  readonly confirmedAt: Instant | null;
  /** When it comes, or came, into force; null until it is confirmed. */
  readonly inForceAt: Instant | null;
  readonly appliedAt: Instant | null;
  readonly stopped: {
    readonly how: 'cancelled' | 'objected';
    readonly by: string;
    readonly because: string;
    readonly at: Instant;
  } | null;
}

/** `proposed`: waits for a second staff member; `waiting`: for its time. */
export type RegisterChangeState = 'proposed' | 'waiting' | 'in-force' | 'cancelled' | 'objected';

export function stateOf({ confirmedAt, appliedAt, stopped }: RegisterChange): RegisterChangeState {
  if (stopped) return stopped.how;
  if (appliedAt !== null) return 'in-force';
  return confirmedAt === null ? 'proposed' : 'waiting';
}

/** Whether it still may come to something. */
export function isOpen(change: RegisterChange): boolean {
  const state = stateOf(change);
  return state === 'proposed' || state === 'waiting';
}

/** What takes something away is in force with its confirmation; what gives somebody more than before waits for objections. */
export function inForceFrom({ before, after }: Pick<RegisterChange, 'before' | 'after'>, at: Instant): Instant {
  return after !== null && givesMore(before, after) ? at + objectionMs : at;
}

function givesMore(before: EntryFacts | null, after: EntryFacts): boolean {
  if (before === null || before.email !== after.email || !isWithin(after, before)) return true;
  const isEarlier = before.validFrom !== null && (after.validFrom === null || after.validFrom < before.validFrom);
  const isLonger = before.validTo !== null && (after.validTo === null || after.validTo > before.validTo);
  return isEarlier || isLonger;
}

/** Why a change may not be proposed, or undefined when it may. `field` names what to mend. */
export interface RegisterRefusal {
  readonly field: keyof EntryFacts | 'approverId' | 'reason' | 'changeId';
  readonly because: string;
  readonly remedy: string;
}

/** @param open changes of the MLS that may still come into force */
export function refuseProposal(
  register: Register,
  open: readonly RegisterChange[],
  proposal: Proposal,
  by: Party,
): RegisterRefusal | undefined {
  const { kind, approverId, after, reason } = proposal;
  const entry = register.entries.find(({ id }) => id === approverId);
  if (kind !== 'add' && !entry?.active) {
    return refusal(
      'approverId',
      `${register.mls.name} has nobody of that id on its register.`,
      'Choose somebody of the list.',
    );
  }
  if (kind === 'add' && entry?.active) {
    return refusal('approverId', `${entry.name} is on the register already.`, 'Propose a change of that entry.');
  }
  if (open.some((each) => each.approverId === approverId)) {
    return refusal('approverId', 'Another change of this person is on its way.', 'Wait for it, or cancel it first.');
  }
  if (reason.trim() === '')
    return refusal('reason', 'The reason is missing.', 'Say why; it is kept with the register.');
  if (!after) return undefined;
  return (
    refuseFacts(register, open, approverId, after) ??
    refuseOwn(by, after.email) ??
    (entry?.active && isSame(entry, after)
      ? refusal('name', 'It would change nothing.', 'Change something, or leave the entry as it is.')
      : undefined)
  );
}

/** Why this staff member may not confirm it, or undefined when they may. @param register as it is by now */
export function refuseConfirmation(
  register: Register,
  open: readonly RegisterChange[],
  change: RegisterChange,
  by: Party,
): RegisterRefusal | undefined {
  const state = stateOf(change);
  if (state !== 'proposed') return refusal('changeId', `It is ${stateWords[state]} already.`, 'Look at the register.');
  const { proposedBy } = change;
  if (by.id === proposedBy.id || mailboxOf(by.email) === mailboxOf(proposedBy.email)) {
    const because = 'A second staff member must confirm it, not the one who proposed it.';
    return refusal('changeId', because, 'Ask a colleague to confirm it.');
  }
  const others = open.filter(({ id }) => id !== change.id);
  return (
    [change.before?.email, change.after?.email].map((email) => email && refuseOwn(by, email)).find((each) => each) ||
    refuseCompletion(register, others, change)
  );
}

/** Why a confirmed change may not come into force after all: the register has moved on since it was proposed. */
export function refuseCompletion(
  register: Register,
  others: readonly RegisterChange[],
  { kind, approverId, after }: RegisterChange,
): RegisterRefusal | undefined {
  const entry = register.entries.find(({ id }) => id === approverId);
  if ((kind === 'add') === (entry?.active ?? false)) {
    const because =
      kind === 'add' ? 'That person is on the register by now.' : 'That person has left the register by now.';
    return refusal('approverId', because, 'Cancel it, and propose what is right now.');
  }
  return after ? refuseFacts(register, others, approverId, after) : undefined;
}

/** Why it can no longer be stopped, or undefined when it can. */
export function refuseStop(change: RegisterChange): RegisterRefusal | undefined {
  const state = stateOf(change);
  return isOpen(change)
    ? undefined
    : refusal('changeId', `It is ${stateWords[state]} already.`, 'Propose a change that puts it right.');
}

export const stateWords: Readonly<Record<RegisterChangeState, string>> = {
  proposed: 'waiting for a second staff member',
  waiting: 'confirmed and waiting',
  'in-force': 'in force',
  cancelled: 'cancelled',
  objected: 'stopped by an objection',
};

/** "adding Nora Beck (nora@oak.example)". */
export function changeWords({ kind, before, after }: RegisterChange): string {
  switch (kind) {
    case 'add':
      return `adding ${personWords(after)}`;
    case 'change':
      return `changing the entry of ${personWords(before)}${before?.email === after?.email ? '' : ` to ${personWords(after)}`}`;
    case 'remove':
      return `removing ${personWords(before)}`;
  }
}

function personWords(facts: EntryFacts | null): string {
  return facts ? `${facts.name} (${facts.email})` : 'somebody';
}

function refuseFacts(
  { mls, entries }: Register,
  open: readonly RegisterChange[],
  approverId: string,
  after: EntryFacts,
): RegisterRefusal | undefined {
  if (after.source.trim() === '') {
    const remedy = 'Say where the authority comes from: "Letter of the board of 3 May".';
    return refusal('source', 'The source of the authority is missing.', remedy);
  }
  const mailbox = mailboxOf(after.email);
  const holders = [
    ...entries.filter(({ active }) => active).map(({ id, name, email }) => ({ id, name, email })),
    ...open.flatMap((each) =>
      each.after ? [{ id: each.approverId, name: each.after.name, email: each.after.email }] : [],
    ),
  ];
  const holder = holders.find(({ id, email }) => id !== approverId && mailboxOf(email) === mailbox);
  if (holder) {
    return refusal(
      'email',
      `That mailbox is ${holder.name}'s on the register of ${mls.name}.`,
      'Give everybody their own mailbox.',
    );
  }
  const { backupId, validFrom, validTo } = after;
  if (backupId === approverId || (backupId !== null && !entries.some(({ id, active }) => id === backupId && active))) {
    return refusal(
      'backupId',
      'The backup is nobody else of the register.',
      'Choose another person of the list, or none.',
    );
  }
  return validFrom !== null && validTo !== null && validTo < validFrom
    ? refusal('validTo', 'The last day lies before the first.', 'Give a later last day, or none.')
    : undefined;
}

/** Nobody puts themselves on a register, under whatever spelling of their address. */
function refuseOwn(by: Party, email: string): RegisterRefusal | undefined {
  return mailboxOf(by.email) === mailboxOf(email)
    ? refusal('email', `${by.name} is the person whom it is about.`, 'Let two others do it.')
    : undefined;
}

function isSame(entry: Authorization, after: EntryFacts): boolean {
  return (Object.keys(after) as (keyof EntryFacts)[]).every(
    (field) => JSON.stringify(entry[field]) === JSON.stringify(after[field]),
  );
}

function refusal(field: RegisterRefusal['field'], because: string, remedy: string): RegisterRefusal {
  return { field, because, remedy };
}
