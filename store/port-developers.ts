import type { Dispatch } from '../client/port';
import type { Instant } from '../domain/instant';
import type { KeyHolderKind } from '../domain/plan';
import type { Requester } from '../domain/request';
import type { NewRequest, StartOutcome } from './port-requests';
import type { LinkTrouble } from './port-links';

/** A developer with how far their registration has come. */
export interface Account extends Requester {
  readonly website: string;
  /** When they showed that the address is theirs. */
  readonly provenAt: Instant | null;
  /** When the operator let them in; null: not yet, or declined. */
  readonly activatedAt: Instant | null;
}

export interface NewAccount extends Requester {
  readonly website: string;
}

/** Somebody the MLS's directory knows, by Flexmls user name. */
export interface Member {
  readonly mlsId: string;
  readonly userName: string;
  readonly kind: Exclude<KeyHolderKind, 'generic-agent'>;
  readonly name: string;
  /** Who has left, or moved to another office, holds no key any more. Left out: active. */
  readonly standing?: MemberStanding | undefined;
}

export const memberStandings = ['active', 'left'] as const;
export type MemberStanding = (typeof memberStandings)[number];

export type ProofOutcome =
  { readonly kind: 'proven'; readonly account: Account; readonly dispatch: Dispatch | null } | LinkTrouble;

export type SignInOutcome = { readonly kind: 'signed-in'; readonly account: Account } | LinkTrouble;

/** The developers who may ask. */
export interface DeveloperStore {
  /** Those who were let in, by name. */
  list(): Promise<readonly Requester[]>;
  find(id: string): Promise<Account | undefined>;
  byEmail(email: string): Promise<Account | undefined>;
  /** Staff know them: let in at once. Undefined when a developer with that address is there already; nothing is changed then. */
  add(developer: Requester): Promise<Requester | undefined>;
  /** Adds who registers, if the address is new, and starts the registration; undefined when one is open already. */
  register(account: NewAccount, request: NewRequest): Promise<StartOutcome | undefined>;
  /** A new proof link in place of the one that was sent; undefined when there is nothing left to prove. */
  proveAgain(email: string): Promise<Dispatch | undefined>;
  /** Checks link and code; the address is proven from then on. */
  prove(tokenHash: Uint8Array, code: string): Promise<ProofOutcome>;
  /** What they may change by themselves; name and address are part of what was approved. */
  update(id: string, profile: Pick<NewAccount, 'company' | 'website'>): Promise<Account>;
  /** Asks for a sign-in mail; undefined when nobody of that address was let in, or they have no request that it could belong to. */
  askToSignIn(email: string): Promise<Dispatch | undefined>;
  /** Checks link and code of a sign-in mail, each good for one session. */
  signIn(tokenHash: Uint8Array, code: string): Promise<SignInOutcome>;
  openSession(developerId: string, tokenHash: Uint8Array, forMs: number): Promise<void>;
  /** The person behind a live session. */
  session(tokenHash: Uint8Array): Promise<Account | undefined>;
  closeSession(tokenHash: Uint8Array): Promise<void>;
}

/** An enrolment that is not sent yet: what was typed, field by field. */
export interface Draft {
  readonly id: string;
  readonly developerId: string;
  readonly form: Readonly<Record<string, string>>;
  readonly updatedAt: Instant;
}

export interface DraftStore {
  save(draft: Omit<Draft, 'updatedAt'>): Promise<void>;
  /** Undefined when it is somebody else's. */
  find(developerId: string, id: string): Promise<Draft | undefined>;
  /** Newest first. */
  list(developerId: string): Promise<readonly Draft[]>;
  remove(developerId: string, id: string): Promise<void>;
}
