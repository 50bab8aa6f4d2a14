import type { ColumnType, Generated } from 'kysely';
import type { Message } from '../../client/port';
import type { AuditKind } from '../../domain/audit';
import type { Chain } from '../../domain/chain';
import type { ChainDefinition } from '../../domain/definition';
import type { Act, Due, Opening, Seating, Verdict } from '../../domain/decision';
import type { EvidenceGrade } from '../../domain/evidence';
import type { Approver, Party } from '../../domain/party';
import type { DataRole, KeyHolderKind, KeyKind } from '../../domain/plan';
import type { Ask } from '../../domain/request';
import type { Link, LinkClosing, Member } from '../port';
import type { Made } from './made';
import type { CheckpointTables } from './schema-checkpoints';
import type { GrantTables } from './schema-grants';
import type { KeyTables } from './schema-keys';
import type { MailTables } from './schema-mails';
import type { MessageTables } from './schema-messages';
import type { OidcTables } from './schema-oidc';
import type { PaymentTables } from './schema-payments';
import type { RegisterTables } from './schema-register';
import type { RosterTables } from './schema-rosters';
import type { SealingTables } from './schema-sealing';

/** The tables as Kysely sees them; `store/migrations` is where they are made. */
export interface Database
  extends
    PaymentTables,
    MailTables,
    MessageTables,
    CheckpointTables,
    RegisterTables,
    OidcTables,
    RosterTables,
    GrantTables,
    SealingTables,
    KeyTables {
  mls: {
    id: string;
    name: string;
    state: string;
    time_zone: string;
    is_operator: Generated<boolean>;
    website: string | null;
    direct_contact: ColumnType<ChainDefinition | null, ChainDefinition | null | undefined, ChainDefinition | null>;
  };
  closed_day: { mls_id: string; day: ColumnType<Date, string, string>; name: string };
  absence: {
    id: string;
    approver_id: string;
    to_id: string;
    until: ColumnType<Date, string, string>;
    evidence_id: string;
    set_at: Made;
  };
  developer: {
    id: string;
    name: string;
    company: string;
    email: string;
    website: Generated<string>;
    proven_at: Date | null;
    activated_at: Date | null;
  };
  developer_session: { token_hash: Uint8Array; developer_id: string; created_at: Made; expires_at: Date };
  member: { mls_id: string; user_name: string; kind: Member['kind']; name: string; has_left: Generated<boolean> };
  enrolment_draft: { id: string; developer_id: string; form: Json<Readonly<Record<string, string>>>; updated_at: Made };
  data_plan: {
    id: string;
    mls_id: string;
    name: string;
    description: string;
    role: DataRole;
    key_kind: KeyKind;
    key_holders: Json<readonly KeyHolderKind[]>;
    price_minor: number;
    currency: string;
    terms_version: string;
    terms: string;
    chain: Json<ChainDefinition>;
  };
  staff: { id: string; name: string; email: string; password_hash: string; active: boolean };
  session: { token_hash: Uint8Array; staff_id: string; created_at: Made; expires_at: Date };
  request: {
    id: string;
    mls_id: string;
    plan_id: string | null;
    developer_id: string;
    ask: Json<Ask>;
    digest: string;
    chain: Json<Chain>;
    revision: Generated<number>;
    started_by: Json<Party>;
    idempotency_key: string;
    body_digest: string;
    created_at: Made;
  };
  revision: {
    request_id: string;
    number: number;
    ask: Json<Ask>;
    digest: string;
    chain: Json<Chain>;
    because: string;
    made_by: string;
    made_at: Date;
  };
  opening: {
    id: Generated<string>;
    request_id: string;
    step_id: string;
    digest: string;
    opened_at: Date;
    because: Opening['because'];
    dues: Json<readonly Due[]>;
  };
  seating: {
    id: string;
    request_id: string;
    step_id: string;
    from_id: string;
    to_person: Json<Approver>;
    kind: Seating['kind'];
    made_by: string;
    reason: string;
    made_at: Date;
  };
  evidence: { id: string; request_id: string; grade: EvidenceGrade; detail: Json<object>; recorded_at: Made };
  decision: {
    id: string;
    request_id: string;
    step_id: string;
    approver_id: string;
    approver: Json<Approver>;
    verdict: Verdict;
    act: Json<Act>;
    reason: string;
    digest: string;
    evidence_id: string;
    decided_at: Date;
  };
  answer: {
    id: string;
    request_id: string;
    question_id: string;
    answered_by: string;
    body: string;
    answered_at: Date;
  };
  vouching: {
    id: string;
    request_id: string;
    step_id: string;
    digest: string;
    asked_by: Json<Party>;
    reason: string;
    asked_at: Date;
    confirmed_by: Json<Party | null>;
    confirmed_at: Date | null;
    evidence_id: string | null;
    mail_id: string | null;
  };
  lapse: { request_id: string; step_id: string; lapsed_at: Date };
  withdrawal: { request_id: string; withdrawn_by: string; reason: string; withdrawn_at: Date };
  outcome: { request_id: string; state: string; because: string; settled_at: Date };
  task: {
    id: string;
    request_id: string;
    step_id: string | null;
    note: string;
    opened_at: Date;
    closed_at: Date | null;
    closed_by: string | null;
    mail_id: string | null;
  };
  correspondence: { request_id: string; key: string; letter_ids: Json<readonly string[]>; written_at: Date };
  letter: {
    id: string;
    number: Generated<number>;
    /** Null for a letter about a register. */
    request_id: string | null;
    mls_id: string | null;
    step_id: string | null;
    template: string;
    recipient: Json<{ name: string; email: string }>;
    envelope: Json<{ from: string; to: string }>;
    subject: string;
    message_id: string;
    sealed: Uint8Array;
    created_at: Made;
    sent_at: Date | null;
    smtp_response: string | null;
    refused_at: Date | null;
    refusal: string | null;
  };
  link: {
    token_hash: Uint8Array;
    purpose: Link['purpose'];
    request_id: string;
    step_id: string | null;
    approver_id: string | null;
    credential_id: string | null;
    decision_id: string | null;
    letter_id: string | null;
    generation: number;
    digest: string;
    code_hash: Uint8Array | null;
    reply_hash: Uint8Array | null;
    wrong_codes: Generated<number>;
    deadline: Date;
    sent_at: Made;
    closed_at: Date | null;
    closed_because: LinkClosing | null;
  };
  dispatch: {
    id: string;
    request_id: string | null;
    message: Json<Message>;
    created_at: Made;
    claimed_until: Made;
    told_at: Date | null;
  };
  audit_event: {
    request_id: string;
    seq: number;
    at: Date;
    kind: AuditKind;
    actor: string;
    note: string;
    detail: Json<Record<string, unknown>>;
    previous_hash: Uint8Array;
    hash: Uint8Array;
  };
}

/** Written through `json()`. */
type Json<T> = ColumnType<T, T, T>;
