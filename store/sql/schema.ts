import type { ColumnType, Generated } from 'kysely';
import type { Message } from '../../client/port';
import type { AuditKind } from '../../domain/audit';
import type { Chain } from '../../domain/chain';
import type { KeySpec } from '../../domain/credential';
import type { Verdict } from '../../domain/decision';
import type { EvidenceGrade } from '../../domain/evidence';
import type { Approver, Party } from '../../domain/party';
import type { DataRole, KeyHolderKind, KeyKind } from '../../domain/plan';
import type { Ask } from '../../domain/request';
import type { Link, LinkClosing, StepTemplate } from '../port';

/** The tables as Kysely sees them; `store/migrations` is where they are made. */
export interface Database {
  mls: { id: string; name: string; state: string; time_zone: string };
  closed_day: { mls_id: string; day: ColumnType<Date, string, string>; name: string };
  approver: { id: string; mls_id: string; name: string; email: string; title: string; active: boolean };
  developer: { id: string; name: string; company: string; email: string };
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
    chain_version: number;
    steps: Json<readonly StepTemplate[]>;
  };
  staff: { id: string; name: string; email: string; password_hash: string; active: boolean };
  session: { token_hash: Uint8Array; staff_id: string; created_at: Made; expires_at: Date };
  request: {
    id: string;
    mls_id: string;
    plan_id: string;
    developer_id: string;
    ask: Json<Ask>;
    digest: string;
    chain: Json<Chain>;
    started_by: Json<Party>;
    idempotency_key: string;
    body_digest: string;
    created_at: Made;
  };
  opening: { request_id: string; step_id: string; opened_at: Date; lapse_at: Date };
  evidence: { id: string; request_id: string; grade: EvidenceGrade; detail: Json<object>; recorded_at: Made };
  decision: {
    id: string;
    request_id: string;
    step_id: string;
    approver_id: string;
    approver: Json<Approver>;
    verdict: Verdict;
    reason: string;
    digest: string;
    evidence_id: string;
    decided_at: Date;
  };
  withdrawal: { request_id: string; withdrawn_by: string; reason: string; withdrawn_at: Date };
  outcome: { request_id: string; state: string; because: string; settled_at: Date };
  letter: {
    id: string;
    request_id: string;
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
    generation: number;
    digest: string;
    code_hash: Uint8Array | null;
    wrong_codes: Generated<number>;
    deadline: Date;
    sent_at: Made;
    closed_at: Date | null;
    closed_because: LinkClosing | null;
  };
  credential: {
    id: string;
    request_id: string;
    generation: number;
    evidence_id: string;
    key_id: string;
    spec: Json<KeySpec>;
    sealed: Uint8Array | null;
    secret_hash: Uint8Array;
    issued_at: Made;
    pick_up_until: Date;
    picked_up_at: Date | null;
    disabled_at: Date | null;
    disabled_because: string | null;
  };
  builtin_key: {
    id: string;
    marker: string;
    secret_hash: Uint8Array;
    spec: Json<KeySpec>;
    enabled: boolean;
    created_at: Made;
  };
  dispatch: {
    id: string;
    request_id: string;
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

type Made = ColumnType<Date, Date | undefined, Date>;
/** Written through `json()`. */
type Json<T> = ColumnType<T, T, T>;
