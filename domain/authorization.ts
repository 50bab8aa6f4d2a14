import type { Instant } from './instant';
import type { Approver } from './party';
import type { DataRole } from './plan';
import type { Ask } from './request';

/** In which capacity somebody speaks for the MLS. Told to people only: who may decide follows from scope and validity. */
export const authorizationRoles = ['admin', 'broker', 'staff'] as const;
export type AuthorizationRole = (typeof authorizationRoles)[number];

/** What somebody may decide about: plans with one of these data roles that are also among these plans. Null: any. */
export interface Scope {
  readonly dataRoles: readonly DataRole[] | null;
  readonly planIds: readonly string[] | null;
}

/** What an entry of the register says of its person. */
export interface EntryFacts extends Scope {
  readonly name: string;
  /** The exact mailbox. */
  readonly email: string;
  /** The title in words: "Broker of record". */
  readonly title: string;
  readonly role: AuthorizationRole;
  /** Who is asked when this one no longer may be: another approver of the same MLS. */
  readonly backupId: string | null;
  /** First and last day, YYYY-MM-DD in the MLS's zone. Null: since ever, until further notice. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Where the authority comes from: "Letter of the board of 3 May". */
  readonly source: string;
}

/** An entry of an MLS's register: somebody who may decide for it. Entries are never deleted: decisions and chains name them. */
export interface Authorization extends EntryFacts {
  readonly id: string;
  readonly mlsId: string;
  /** False once it was removed or its last day is over. */
  readonly active: boolean;
  readonly listedAt: Instant;
  /** When the person last said that it still holds; null: never asked so far, or never answered. */
  readonly attestedAt: Instant | null;
}

/** Who may decide for an MLS, as it is on that day. */
export interface Register {
  readonly mls: { readonly id: string; readonly name: string };
  /** YYYY-MM-DD in the MLS's zone. */
  readonly today: string;
  readonly entries: readonly Authorization[];
}

/** What is decided about. Whoever may decide about certain plans only may not where there is none. */
export type Subject = Pick<Ask['plan'], 'id' | 'name' | 'role'>;

/** Somebody whose authority is in question; `email`: the mailbox that was asked, where it must still be theirs. */
export interface Asked {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/**
 * Why somebody may not decide about the plan today (for a null plan: about anything at all), in words; undefined when they may.
 * The one rule behind drawing up a chain, asking, deciding by whatever way, and issuing the key.
 */
export function refuseAuthority(
  register: Register,
  { id, name, email }: Asked,
  plan: Subject | null,
): string | undefined {
  const { mls, today, entries } = register;
  const entry = entries.find((each) => each.id === id);
  if (!entry) return `${name} is not on the register of ${mls.name}.`;
  if (!entry.active) return `${name} may no longer decide for ${mls.name}.`;
  if (entry.validFrom !== null && today < entry.validFrom) {
    return `${name} may decide for ${mls.name} from ${entry.validFrom} on, not before.`;
  }
  if (entry.validTo !== null && today > entry.validTo) {
    return `${name} could decide for ${mls.name} until ${entry.validTo}, not after.`;
  }
  if (plan && !isInScope(entry, plan)) return `${name} may not decide about the plan ${plan.name} of ${mls.name}.`;
  if (email !== undefined && email !== entry.email)
    return `${name} has another address on the register of ${mls.name} now.`;
  return undefined;
}

export function mayDecide(register: Register, who: Asked, plan: Subject | null): boolean {
  return refuseAuthority(register, who, plan) === undefined;
}

/** Those who may decide about the plan today, or about anything, by name. */
export function decidersIn(register: Register, plan: Subject | null): readonly Approver[] {
  return register.entries
    .filter((entry) => mayDecide(register, entry, plan))
    .map(({ id, name, email, title }) => ({ id, name, email, title }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Who is asked in the place of somebody who may not decide, if the register names such a person and they may. */
export function backupIn(register: Register, id: string, plan: Subject | null): Approver | undefined {
  const backupId = register.entries.find((entry) => entry.id === id)?.backupId;
  return decidersIn(register, plan).find((each) => each.id === backupId);
}

/** What the entry says, without what the records add. */
export function factsOf(entry: Authorization): EntryFacts {
  const { name, email, title, role, dataRoles, planIds, backupId, validFrom, validTo, source } = entry;
  return { name, email, title, role, dataRoles, planIds, backupId, validFrom, validTo, source };
}

/** Whether everything within `inner` is within `outer`. */
export function isWithin(inner: Scope, outer: Scope): boolean {
  return isPart(inner.dataRoles, outer.dataRoles) && isPart(inner.planIds, outer.planIds);
}

function isPart<T>(less: readonly T[] | null, more: readonly T[] | null): boolean {
  return more === null || (less !== null && less.every((each) => more.includes(each)));
}

/** The role that a title suggests, for people who are loaded with their MLS. */
export function roleOfTitle(title: string): AuthorizationRole {
  if (/\bbroker\b/i.test(title)) return 'broker';
  return /\b(admin|administrator|director|president|ceo)\b/i.test(title) ? 'admin' : 'staff';
}

function isInScope({ dataRoles, planIds }: Scope, { id, role }: Subject): boolean {
  return (dataRoles?.includes(role) ?? true) && (planIds === null || (id !== null && planIds.includes(id)));
}
