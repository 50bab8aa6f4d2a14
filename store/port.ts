import type { Dispatch } from '../client/port';
import type { AuditEvent, HashedEvent } from '../domain/audit';
import type { Credential, KeySpec, MakerName } from '../domain/credential';
import type { ChainDefinition, DeveloperStanding } from '../domain/definition';
import type { Instant } from '../domain/instant';
import type { Approver, Party } from '../domain/party';
import type { DataPlan, DataRole, KeyKind, Mls } from '../domain/plan';
import type { Ask, Requester } from '../domain/request';
import type { AbsenceStore, AnswerStore, DecisionStore, OrderStore, TaskStore } from './port-acts';
import type { CheckpointStore } from './port-checkpoints';
import type { DeveloperStore, DraftStore, Member } from './port-developers';
import type { Asked, Register, Subject } from '../domain/authorization';
import type { EvidenceStore } from './port-evidence';
import type { GrantStore } from './port-grants';
import type { Correspondence, LetterStore, NewEvent } from './port-letters';
import type { LinkStore, LinkTrouble, OrderOutcome } from './port-links';
import type { MailStore } from './port-mails';
import type { MessageStore } from './port-messages';
import type { OidcStore } from './port-oidc';
import type { PaymentStore } from './port-payments';
import type { RegisterStore } from './port-register';
import type { RequestStore } from './port-requests';
import type { RosterStore } from './port-rosters';
import type { SealingStore } from './port-sealing';

export type * from './port-acts';
export type * from './port-checkpoints';
export * from './port-developers';
export type * from './port-evidence';
export type * from './port-grants';
export type * from './port-letters';
export * from './port-links';
export type * from './port-mails';
export type * from './port-messages';
export type * from './port-oidc';
export type * from './port-payments';
export * from './port-register';
export type * from './port-requests';
export type * from './port-rosters';
export * from './port-sealing';

/** The records. Every method is one transaction; time is the database's own clock. */
export interface Store {
  readonly directory: DirectoryStore;
  readonly register: RegisterStore;
  readonly developers: DeveloperStore;
  readonly drafts: DraftStore;
  readonly requests: RequestStore;
  readonly decisions: DecisionStore;
  readonly answers: AnswerStore;
  readonly orders: OrderStore;
  readonly absences: AbsenceStore;
  readonly tasks: TaskStore;
  readonly mails: MailStore;
  readonly messages: MessageStore;
  readonly payments: PaymentStore;
  readonly links: LinkStore;
  readonly letters: LetterStore;
  readonly credentials: CredentialStore;
  readonly grants: GrantStore;
  readonly rosters: RosterStore;
  readonly keys: BuiltinKeyStore;
  readonly oidc: OidcStore;
  readonly dispatches: DispatchStore;
  readonly audit: AuditStore;
  readonly evidence: EvidenceStore;
  readonly checkpoints: CheckpointStore;
  readonly sealing: SealingStore;
  readonly staff: StaffStore;
  now(): Promise<Instant>;
  close(): Promise<void>;
}

/** An MLS as an operator's files name it. */
export interface MlsListing extends Mls {
  /** How it wants to be asked when no plan fits. Left out or null: any one of the admins on its register. */
  readonly directContact?: ChainDefinition | null;
}

/** What an operator loads: MLSs with their people, offers and chains. */
export interface Directory {
  readonly mlses: readonly MlsListing[];
  readonly approvers: readonly (Approver & { readonly mlsId: string })[];
  readonly plans: readonly (DataPlan & { readonly chain: ChainDefinition })[];
  readonly developers: readonly Requester[];
  readonly members?: readonly Member[];
}

/** A plan with the MLS that offers it, its way of deciding, and those of the MLS's register who may decide about it now. */
export interface Offer {
  readonly plan: DataPlan;
  readonly mls: Mls;
  readonly definition: ChainDefinition;
  readonly register: readonly Approver[];
}

/** How an MLS is asked directly. */
export interface DirectContact {
  readonly mls: Mls;
  /** Null: as is usual, see `usualContact`. */
  readonly definition: ChainDefinition | null;
  readonly register: Register;
}

export interface MlsFilter {
  /** In the MLS's name; case does not matter. */
  readonly text?: string | undefined;
  readonly state?: string | undefined;
  /** Only MLSs with a plan of that role, or of that kind of key. */
  readonly role?: DataRole | undefined;
  readonly keyKind?: KeyKind | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Why somebody may not decide, and who is asked instead, if the register names such a person: themselves under a new address, or their backup. */
export interface Unauthorized {
  readonly approverId: string;
  readonly because: string;
  readonly instead: Approver | null;
}

/** An MLS as the Datamart lists it; without plans it is asked directly. */
export interface MlsEntry {
  readonly mls: Pick<Mls, 'id' | 'name' | 'state'>;
  readonly plans: readonly DataPlan[];
}

/** How long requests took from start to yes or no, in milliseconds. Null: none has closed yet. */
export interface Durations {
  readonly closed: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

export interface DirectoryStore {
  /**
   * Adds and changes; people are written with their MLS's first ones only.
   * @throws GuardedRegister when it would put people on a register that has some, or change somebody's mailbox: see `RegisterStore`.
   */
  load(directory: Directory): Promise<void>;
  /** The operator's own part: who reviews registrations, and what demo keys read. Loaded anew at every start. */
  loadOperator(directory: Directory): Promise<void>;
  isEmpty(): Promise<boolean>;
  mls(id: string): Promise<Mls | undefined>;
  /** Those of MLSs; the operator's own plan is found by its id only. */
  offers(): Promise<readonly Offer[]>;
  /** MLSs with their plans, by name, a page at a time. */
  search(filter: MlsFilter): Promise<{ readonly entries: readonly MlsEntry[]; readonly total: number }>;
  /** Every MLS by name, without its plans. */
  outline(): Promise<readonly Pick<Mls, 'id' | 'name' | 'state'>[]>;
  /** Whether the MLS has told who its members are. */
  hasMembers(mlsId: string): Promise<boolean>;
  /** The MLS's own directory: whom a key may be tied to. */
  member(mlsId: string, userName: string): Promise<Member | undefined>;
  /** Everything that `load` takes, as it is now; people who have left the register included, since chains may name them. */
  everything(): Promise<Directory>;
  offer(planId: string): Promise<Offer | undefined>;
  /** Those of one MLS, cheapest first; none for the operator. */
  offersOf(mlsId: string): Promise<readonly Offer[]>;
  /** Undefined when there is no such MLS; the operator is none. */
  contact(mlsId: string): Promise<DirectContact | undefined>;
  /** Those who may decide about that plan of the MLS now, by name; for a null plan: about anything. */
  register(mlsId: string, plan: Subject | null): Promise<readonly Approver[]>;
  /** What an MLS's requests took that were approved or denied. */
  durations(mlsId: string): Promise<Durations>;
  /** How a developer is known, and whether they have asked this MLS before; the request `except` does not count. */
  acquaintance(
    developerId: string,
    mlsId: string,
    except?: string,
  ): Promise<{ readonly standing: DeveloperStanding; readonly isFirst: boolean }>;
  /** Those of the people who may not decide about this now. */
  unauthorized(people: readonly Asked[], about: Pick<Ask, 'mls' | 'plan'>): Promise<readonly Unauthorized[]>;
}

/** A key just made; `secret` is sealed as it is written. */
export interface NewCredential extends Omit<
  Credential,
  'madeBy' | 'issuedAt' | 'pickedUpAt' | 'firstUsedAt' | 'overlapMs' | 'heldAt' | 'disabledAt' | 'disabledBecause'
> {
  readonly issuer: MakerName;
  readonly secret: string;
  /** As `takeTurn` gave it. */
  readonly turn?: string;
}

/** A key that somebody made elsewhere: there is no secret to hand out. */
export type NewHandMadeKey = Pick<Credential, 'id' | 'requestId' | 'generation' | 'evidenceId' | 'spec'> & {
  readonly madeBy: string;
};

export type PickUpOutcome =
  | { readonly kind: 'opened'; readonly secret: string; readonly credential: Credential }
  | { readonly kind: 'opened-before'; readonly at: Instant; readonly dispatch: Dispatch }
  /** Lapsed or disabled before anyone came. */
  | { readonly kind: 'gone'; readonly because: string }
  | LinkTrouble;

export interface CredentialStore {
  /** From now on it is the caller's turn to make that key, and nobody else's any more. Null when it is on record already. */
  takeTurn(requestId: string, generation: number): Promise<string | null>;
  hasTurn(requestId: string, generation: number, turn: string): Promise<boolean>;
  /** Seals the secret and writes credential, letter and link together; or nothing, and false, when it is another's turn. */
  save(credential: NewCredential, correspondence: Correspondence): Promise<boolean>;
  /** The MLS has made the key: it is on record from now on. Safe to repeat. */
  recordByHand(key: NewHandMadeKey): Promise<void>;
  /** A member of staff has made the key, where nothing here makes such keys. */
  recordByStaff(requestId: string, by: string, reason: string): Promise<OrderOutcome>;
  /** The developer says that the MLS has made the key: on record, and the request is taken back, since nobody need answer it any more. */
  confirmSetUp(requestId: string, developer: Party): Promise<OrderOutcome>;
  find(id: string): Promise<Credential | undefined>;
  ofGeneration(requestId: string, generation: number): Promise<Credential | undefined>;
  /** Hands out the secret and erases it, in one transaction: whoever asks next gets nothing. */
  pickUp(tokenHash: Uint8Array, code: string): Promise<PickUpOutcome>;
  /** Erases what was not picked up and marks the key disabled. Undefined when it had been picked up, or disabled by somebody. */
  lapse(id: string): Promise<Credential | undefined>;
  /**
   * Erases and marks the request's newest key disabled, whether picked up or not. Undefined when there is none, or when only the key
   * `credentialId` was meant and another has taken its place.
   */
  disable(requestId: string, by: string, because: string, credentialId?: string): Promise<Credential | undefined>;
  /** Asks the workflow for a new key in place of the old one, or to disable it. */
  request(
    requestId: string,
    message: Extract<Dispatch['message'], { type: 'reissue' | 'disable' }>,
  ): Promise<Dispatch | undefined>;
}

export interface BuiltinKey {
  readonly id: string;
  readonly marker: string;
  readonly spec: KeySpec;
  readonly enabled: boolean;
  /** Its first use is on record, or will never be known. */
  readonly isInUse: boolean;
  readonly madeAt: Instant;
}

/** The built-in issuer's own records. */
export interface BuiltinKeyStore {
  insert(key: Omit<BuiltinKey, 'isInUse' | 'madeAt'>, secretHash: Uint8Array): Promise<void>;
  byMarker(marker: string): Promise<readonly BuiltinKey[]>;
  bySecretHash(secretHash: Uint8Array): Promise<BuiltinKey | undefined>;
  disable(id: string): Promise<void>;
  enable(id: string): Promise<void>;
  /** The key was used: recorded once, the first time. Undefined ever after. */
  noticeUse(id: string): Promise<Dispatch | undefined>;
  /** Whoever sends the key wants it ended: refused from now on. Undefined when there is no such key, or it had ended before. */
  revoke(secretHash: Uint8Array, by: string, because: string): Promise<Dispatch | undefined>;
}

export interface DispatchStore {
  /** Takes up to `limit` untold messages older than `afterMs` for `forMs` milliseconds; no two callers get the same one. */
  claim(limit: number, afterMs: number, forMs: number): Promise<readonly Dispatch[]>;
  told(id: string): Promise<void>;
}

export interface AuditStore {
  append(requestId: string, event: NewEvent): Promise<void>;
  ofRequest(requestId: string, afterSeq?: number): Promise<readonly AuditEvent[]>;
  /** The same with what makes a changed row show. */
  hashed(requestId: string): Promise<readonly HashedEvent[]>;
  /** The first row whose hash does not follow from the one before, or undefined when all do. */
  firstBroken(requestId: string): Promise<number | undefined>;
}

export interface Staff extends Party {
  readonly active: boolean;
}

export interface StaffStore {
  /** False when the address is taken; nothing is changed then. */
  create(staff: Party, passwordHash: string): Promise<boolean>;
  count(): Promise<number>;
  byEmail(email: string): Promise<(Staff & { readonly passwordHash: string }) | undefined>;
  openSession(staffId: string, tokenHash: Uint8Array, forMs: number): Promise<void>;
  /** The person behind a live session; undefined when it ended or the person was disabled. */
  session(tokenHash: Uint8Array): Promise<Staff | undefined>;
  closeSession(tokenHash: Uint8Array): Promise<void>;
}
