import type { Dispatch } from '../client/port';
import type { AuditEvent, AuditKind } from '../domain/audit';
import type { Chain, Step } from '../domain/chain';
import type { Credential, KeySpec } from '../domain/credential';
import type { Decision, Facts, Verdict } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { Approver, Party } from '../domain/party';
import type { DataPlan, Mls } from '../domain/plan';
import type { Refusal } from '../domain/refuse';
import type { AccessRequest, Ask, Requester } from '../domain/request';
import type { Standing } from '../domain/standing';

/** The records. Every method is one transaction; time is the database's own clock. */
export interface Store {
  readonly directory: DirectoryStore;
  readonly developers: DeveloperStore;
  readonly requests: RequestStore;
  readonly decisions: DecisionStore;
  readonly links: LinkStore;
  readonly letters: LetterStore;
  readonly credentials: CredentialStore;
  readonly keys: BuiltinKeyStore;
  readonly dispatches: DispatchStore;
  readonly audit: AuditStore;
  readonly staff: StaffStore;
  now(): Promise<Instant>;
  close(): Promise<void>;
}

/** A step as a plan names it: approvers by id, looked up when a request starts. */
export interface StepTemplate extends Omit<Step, 'approvers'> {
  readonly approverIds: readonly string[];
}

/** What an operator loads: MLSs with their people, offers and chains. */
export interface Directory {
  readonly mlses: readonly Mls[];
  readonly approvers: readonly (Approver & { readonly mlsId: string })[];
  readonly plans: readonly (DataPlan & { readonly chainVersion: number; readonly steps: readonly StepTemplate[] })[];
  readonly developers: readonly Requester[];
}

/** A plan with the MLS that offers it and its chain as it would be frozen now: active approvers only. */
export interface Offer {
  readonly plan: DataPlan;
  readonly mls: Mls;
  readonly chain: Chain;
}

export interface DirectoryStore {
  load(directory: Directory): Promise<void>;
  isEmpty(): Promise<boolean>;
  mls(id: string): Promise<Mls | undefined>;
  offers(): Promise<readonly Offer[]>;
  offer(planId: string): Promise<Offer | undefined>;
  /** Those of the approvers who may no longer decide for their MLS. */
  inactive(approverIds: readonly string[]): Promise<readonly string[]>;
}

/** The developers who may ask. */
export interface DeveloperStore {
  /** By name. */
  list(): Promise<readonly Requester[]>;
  find(id: string): Promise<Requester | undefined>;
  /** Undefined when a developer with that address is there already; nothing is changed then. */
  add(developer: Requester): Promise<Requester | undefined>;
}

export interface NewRequest {
  readonly id: string;
  readonly ask: Ask;
  readonly chain: Chain;
  readonly startedBy: Party;
  readonly idempotencyKey: string;
}

export type StartOutcome =
  | { readonly kind: 'started'; readonly request: AccessRequest; readonly dispatch: Dispatch }
  | { readonly kind: 'repeated'; readonly request: AccessRequest }
  /** The idempotency key was used before for another request. */
  | { readonly kind: 'key-reused'; readonly requestId: string };

/** All that is recorded about one request, read at one moment. */
export interface RequestFile {
  readonly request: AccessRequest;
  readonly chain: Chain;
  readonly facts: Facts;
  readonly standing: Standing;
  /** The newest key, if one was issued. */
  readonly credential: Credential | null;
  /** When this was read, by the database's clock. */
  readonly at: Instant;
}

export interface RequestFilter {
  /** Matches ids, names of MLS, plan and developer; case does not matter. */
  readonly search?: string | undefined;
  readonly settled?: boolean | undefined;
  readonly limit: number;
  readonly offset: number;
}

export interface RequestStore {
  start(request: NewRequest): Promise<StartOutcome>;
  file(id: string): Promise<RequestFile | undefined>;
  /** Newest first. */
  list(filter: RequestFilter): Promise<readonly RequestFile[]>;
  /** Judges the request under its lock; records the outcome, once, if it is no longer pending. */
  settle(id: string): Promise<RequestFile>;
  withdraw(id: string, by: string, reason: string): Promise<WithdrawOutcome>;
}

export type WithdrawOutcome =
  | { readonly kind: 'recorded'; readonly dispatch: Dispatch }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unknown' };

/** A link as its page sees it. Never the token. */
export interface Link {
  readonly purpose: 'decision' | 'pickup' | 'status';
  readonly requestId: string;
  readonly stepId: string | null;
  readonly approverId: string | null;
  readonly credentialId: string | null;
  readonly generation: number;
  readonly digest: string;
  readonly deadline: Instant;
  readonly closedAt: Instant | null;
  readonly closedBecause: LinkClosing | null;
  readonly isExpired: boolean;
}

/** `locked`: too many wrong codes. `renewed`: a newer link replaces it. */
export type LinkClosing = 'decided' | 'opened' | 'locked' | 'renewed';

/** What stops a link from being used, before anything is said about the request. */
export type LinkTrouble =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'locked'; readonly dispatch?: Dispatch }
  | { readonly kind: 'renewed' }
  | { readonly kind: 'wrong-code'; readonly triesLeft: number };

export interface DecideByLink {
  readonly tokenHash: Uint8Array;
  readonly code: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** How the act reached us: address, user agent. Kept with the evidence. */
  readonly circumstances: Readonly<Record<string, string | null>>;
}

export type DecideOutcome =
  | { readonly kind: 'recorded'; readonly decision: Decision; readonly dispatch: Dispatch }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | LinkTrouble;

export interface DecisionStore {
  /** Checks link and code, asks `refuse`, and commits decision, evidence, audit row and dispatch together, or none of them. */
  decideByLink(input: DecideByLink): Promise<DecideOutcome>;
}

export interface LinkStore {
  find(tokenHash: Uint8Array): Promise<Link | undefined>;
  /** Asks for a new mail in place of an expired or locked link, once. Undefined when there is nothing to renew. */
  renew(tokenHash: Uint8Array): Promise<Dispatch | undefined>;
}

export interface NewLink {
  readonly tokenHash: Uint8Array;
  /** Null for a link that needs no code (a status page). */
  readonly codeHash: Uint8Array | null;
  readonly purpose: Link['purpose'];
  readonly stepId: string | null;
  readonly approverId: string | null;
  readonly credentialId: string | null;
  readonly generation: number;
  readonly digest: string;
  readonly deadline: Instant;
}

/** One rendered mail. `id` is its idempotency key: the same id is never written twice. */
export interface NewLetter {
  readonly id: string;
  readonly requestId: string;
  readonly template: string;
  readonly recipient: { readonly name: string; readonly email: string };
  readonly envelope: { readonly from: string; readonly to: string };
  readonly subject: string;
  readonly messageId: string;
  readonly bytes: Uint8Array;
}

export interface Letter extends Omit<NewLetter, 'bytes'> {
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly smtpResponse: string | null;
  readonly refusedAt: Instant | null;
  readonly refusal: string | null;
}

export interface NewEvent {
  readonly kind: AuditKind;
  readonly actor: string;
  readonly note: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Letters, the links they carry and the fact they make known, written together. */
export interface Correspondence {
  readonly requestId: string;
  readonly letters: readonly NewLetter[];
  readonly links?: readonly NewLink[];
  readonly opening?: { readonly stepId: string; readonly lapseAt: Instant };
  readonly event?: NewEvent;
}

export interface LetterStore {
  /** Writes all of it, or, when a letter of that id is there already, nothing. */
  write(correspondence: Correspondence): Promise<void>;
  find(id: string): Promise<Letter | undefined>;
  bytes(id: string): Promise<Uint8Array>;
  sent(id: string, smtpResponse: string): Promise<void>;
  refused(id: string, refusal: string): Promise<void>;
  ofRequest(requestId: string): Promise<readonly Letter[]>;
}

/** A key just made; `secret` is sealed as it is written. */
export interface NewCredential extends Omit<Credential, 'issuedAt' | 'pickedUpAt' | 'disabledAt' | 'disabledBecause'> {
  readonly secret: string;
}

export type PickUpOutcome =
  | { readonly kind: 'opened'; readonly secret: string; readonly credential: Credential }
  | { readonly kind: 'opened-before'; readonly at: Instant; readonly dispatch: Dispatch }
  /** Lapsed or disabled before anyone came. */
  | { readonly kind: 'gone'; readonly because: string }
  | LinkTrouble;

export interface CredentialStore {
  /** Seals the secret and writes credential, letter and link together. */
  save(credential: NewCredential, correspondence: Correspondence): Promise<void>;
  find(id: string): Promise<Credential | undefined>;
  ofGeneration(requestId: string, generation: number): Promise<Credential | undefined>;
  /** Hands out the secret and erases it, in one transaction: whoever asks next gets nothing. */
  pickUp(tokenHash: Uint8Array, code: string): Promise<PickUpOutcome>;
  /** Erases what was not picked up and marks the key disabled. Undefined when it had been picked up, or disabled by somebody. */
  lapse(id: string): Promise<Credential | undefined>;
  /** Erases and marks the request's enabled key disabled, whether picked up or not. */
  disable(requestId: string, by: string, because: string): Promise<Credential | undefined>;
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
}

/** The built-in issuer's own records. */
export interface BuiltinKeyStore {
  insert(key: BuiltinKey, secretHash: Uint8Array): Promise<void>;
  byMarker(marker: string): Promise<readonly BuiltinKey[]>;
  bySecretHash(secretHash: Uint8Array): Promise<BuiltinKey | undefined>;
  disable(id: string): Promise<void>;
}

export interface DispatchStore {
  /** Takes up to `limit` untold messages older than `afterMs` for `forMs` milliseconds; no two callers get the same one. */
  claim(limit: number, afterMs: number, forMs: number): Promise<readonly Dispatch[]>;
  told(id: string): Promise<void>;
}

export interface AuditStore {
  append(requestId: string, event: NewEvent): Promise<void>;
  ofRequest(requestId: string, afterSeq?: number): Promise<readonly AuditEvent[]>;
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
