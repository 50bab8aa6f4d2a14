import type { ColumnType, Generated } from 'kysely';
import type { AttestationAnswer } from '../../domain/attestation';
import type { AuthorizationRole, EntryFacts } from '../../domain/authorization';
import type { Party } from '../../domain/party';
import type { DataRole } from '../../domain/plan';
import type { RegisterChange } from '../../domain/register-change';
import type { RegisterEventKind, RegisterLink } from '../port';
import type { Made } from './made';

/** Days as text, so that no driver moves them into another zone. */
type Day = ColumnType<Date | null, string | null | undefined, string | null>;
/** Written through `json()`. */
type Json<T> = ColumnType<T, T, T>;

/** Who may decide for an MLS, and how that changes. */
export interface RegisterTables {
  approver: {
    id: string;
    mls_id: string;
    name: string;
    email: string;
    title: string;
    active: Generated<boolean>;
    role: Generated<AuthorizationRole>;
    data_roles: Json<readonly DataRole[] | null>;
    plan_ids: Json<readonly string[] | null>;
    backup_id: string | null;
    valid_from: Day;
    valid_to: Day;
    source: Generated<string>;
    listed_at: Made;
    attested_at: Date | null;
  };
  register_change: {
    id: string;
    mls_id: string;
    kind: RegisterChange['kind'];
    approver_id: string;
    before: Json<EntryFacts | null>;
    after: Json<EntryFacts | null>;
    reason: string;
    proposed_by: Json<Party>;
    proposed_at: Date;
    confirmed_by: Json<Party | null>;
    confirmed_at: Date | null;
    in_force_at: Date | null;
    applied_at: Date | null;
    stopped: Json<RegisterChange['stopped']>;
  };
  attestation: {
    id: string;
    mls_id: string;
    approver_id: string;
    asked_at: Date;
    answered_at: Date | null;
    answer: AttestationAnswer | null;
    note: Generated<string>;
    given_up_at: Date | null;
  };
  register_link: {
    token_hash: Uint8Array;
    code_hash: Uint8Array;
    purpose: RegisterLink['purpose'];
    mls_id: string;
    approver_id: string;
    change_id: string | null;
    attestation_id: string | null;
    wrong_codes: Generated<number>;
    deadline: Date;
    sent_at: Made;
    closed_at: Date | null;
    closed_because: RegisterLink['closedBecause'];
  };
  register_task: {
    id: string;
    mls_id: string;
    note: string;
    opened_at: Date;
    closed_at: Date | null;
    closed_by: string | null;
  };
  register_correspondence: { mls_id: string; key: string; letter_ids: Json<readonly string[]>; written_at: Date };
  register_event: {
    mls_id: string;
    seq: number;
    at: Date;
    kind: RegisterEventKind;
    actor: string;
    note: string;
    detail: Json<Record<string, unknown>>;
    previous_hash: Uint8Array;
    hash: Uint8Array;
  };
}
