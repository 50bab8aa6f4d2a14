import type { Dispatch } from '../client/port';
import type { Attestation, AttestationAnswer } from '../domain/attestation';
import type { Register } from '../domain/authorization';
import type { FilePerson } from '../domain/guarded-people';
import type { Instant } from '../domain/instant';
import type { Party } from '../domain/party';
import type { Proposal, RegisterChange, RegisterRefusal } from '../domain/register-change';
import type { NewLetter } from './port-letters';
import type { LinkTrouble } from './port-links';

/** A file would put people on a register that has some, or change a mailbox: that is for `RegisterStore`. Nothing was written. */
export class GuardedRegister extends Error {
  override readonly name = 'GuardedRegister';
  readonly people: readonly FilePerson[];

  constructor(people: readonly FilePerson[]) {
    super(`A file may not write these people of a register: ${people.map(({ id }) => id).join(', ')}.`);
    this.people = people;
  }
}

export type RegisterEventKind =
  | 'proposed'
  | 'confirmed'
  | 'in-force'
  | 'cancelled'
  | 'objected'
  | 'objected-late'
  | 'expired'
  | 'attested'
  | 'resigned'
  | 'change-wanted'
  | 'not-attested'
  | 'code-wrong'
  | 'letter-sent'
  | 'letter-refused'
  | 'letter-bounced'
  | 'task-opened'
  | 'task-closed';

/** Something that happened to an MLS's register. Append-only; `seq` counts from 1 and each row's hash covers the one before. */
export interface RegisterEvent {
  readonly mlsId: string;
  readonly seq: number;
  readonly at: Instant;
  readonly kind: RegisterEventKind;
  readonly actor: string;
  readonly note: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type NewRegisterEvent = Omit<RegisterEvent, 'mlsId' | 'seq' | 'at' | 'detail'> &
  Partial<Pick<RegisterEvent, 'detail'>>;

/** What only staff can put right. */
export interface RegisterTask {
  readonly id: string;
  readonly note: string;
  readonly openedAt: Instant;
}

/** All that is known of an MLS's register, read together. */
export interface RegisterFile {
  readonly register: Register;
  readonly timeZone: string;
  /** Newest first; every open one, and the last fifty of the others. */
  readonly changes: readonly RegisterChange[];
  /** Oldest first. */
  readonly attestations: readonly Attestation[];
  readonly tasks: readonly RegisterTask[];
  readonly at: Instant;
}

export interface RegisterSummary {
  readonly mls: { readonly id: string; readonly name: string; readonly state: string };
  readonly people: number;
  /** Changes that wait for a second staff member, or for their time. */
  readonly changes: number;
  readonly tasks: number;
}

/** A link in a letter about a register. Never the token. */
export interface RegisterLink {
  readonly purpose: 'objection' | 'attestation';
  readonly mlsId: string;
  /** Whom it was sent to. */
  readonly approverId: string;
  readonly changeId: string | null;
  readonly attestationId: string | null;
  readonly closedAt: Instant | null;
  readonly closedBecause: 'answered' | 'locked' | null;
  readonly isExpired: boolean;
}

export interface NewRegisterLink extends Pick<RegisterLink, 'purpose' | 'approverId' | 'changeId' | 'attestationId'> {
  readonly tokenHash: Uint8Array;
  readonly codeHash: Uint8Array;
  readonly deadline: Instant;
}

/** Letters about a register with their links, written together, once under each key. */
export interface RegisterCorrespondence {
  readonly mlsId: string;
  readonly key: string;
  readonly letters: readonly NewLetter[];
  readonly links: readonly NewRegisterLink[];
  /** The round of asking that begins with it. */
  readonly attestation?: { readonly id: string; readonly approverId: string };
}

export type RegisterOutcome =
  | { readonly kind: 'recorded'; readonly change: RegisterChange; readonly dispatch: Dispatch | null }
  | { readonly kind: 'refused'; readonly refusal: RegisterRefusal }
  | { readonly kind: 'unknown' };

export type RegisterLinkOutcome =
  /** `isLate`: it was in force already, and support is told. */
  | { readonly kind: 'objected'; readonly isLate: boolean; readonly dispatch: Dispatch }
  | { readonly kind: 'attested'; readonly answer: AttestationAnswer; readonly dispatch: Dispatch }
  | { readonly kind: 'answered-before' }
  /** Whoever has left the register stops nothing. */
  | { readonly kind: 'not-listed' }
  | Extract<LinkTrouble, { kind: 'unknown' | 'expired' | 'locked' | 'wrong-code' }>;

/** An MLS's register as it is changed: proposed by one, confirmed by another, told to those who may decide. */
export interface RegisterStore {
  /** Every MLS but the operator's, by name. */
  outline(): Promise<readonly RegisterSummary[]>;
  /** Undefined when there is no such MLS, or it is the operator's own desk, which is set in the configuration. */
  file(mlsId: string): Promise<RegisterFile | undefined>;
  propose(mlsId: string, proposal: Proposal, by: Party): Promise<RegisterOutcome>;
  /** What takes something away is in force with it. */
  confirm(mlsId: string, changeId: string, by: Party): Promise<RegisterOutcome>;
  cancel(mlsId: string, changeId: string, by: Party, reason: string): Promise<RegisterOutcome>;
  /** Lets come into force what is due, and takes out whose last day is over. Safe to repeat. */
  apply(mlsId: string): Promise<void>;
  /** Writes all of it, or, when that key was written before, nothing; answers with the ids of the letters of that key. */
  write(correspondence: RegisterCorrespondence): Promise<readonly string[]>;
  written(mlsId: string, key: string): Promise<readonly string[] | undefined>;
  /** The round has no answer: staff are called. Safe to repeat. */
  giveUp(mlsId: string, attestationId: string): Promise<void>;
  findLink(tokenHash: Uint8Array): Promise<RegisterLink | undefined>;
  object(tokenHash: Uint8Array, code: string, reason: string): Promise<RegisterLinkOutcome>;
  attest(tokenHash: Uint8Array, code: string, answer: AttestationAnswer, note: string): Promise<RegisterLinkOutcome>;
  /** Undefined when there is no such open task. */
  closeTask(mlsId: string, taskId: string, by: string): Promise<RegisterTask | undefined>;
  /** Oldest first. */
  events(mlsId: string): Promise<readonly RegisterEvent[]>;
  /** The first row whose hash does not follow from the one before, or undefined when all do. */
  firstBroken(mlsId: string): Promise<number | undefined>;
  /**
   * What starts the workflows of registers that have people and were never looked after; and what has them all begin anew once another key
   * seals, since they never end.
   */
  begin(): Promise<readonly Dispatch[]>;
}
