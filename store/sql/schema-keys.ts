import type { ColumnType, Generated } from 'kysely';
import type { IssuerName, KeySpec } from '../../domain/credential';
import type { Made } from './made';

/** Keys, and what makes them once. */
export interface KeyTables {
  credential: {
    id: string;
    request_id: string;
    generation: number;
    evidence_id: string;
    key_id: string;
    client_id: string | null;
    spec: ColumnType<KeySpec, KeySpec, never>;
    sealed: Uint8Array | null;
    secret_hash: Uint8Array | null;
    issuer: IssuerName;
    made_by: string | null;
    issued_at: Made;
    pick_up_until: Date;
    picked_up_at: Date | null;
    first_used_at: Date | null;
    /** A bigint, which drivers read as text or number. */
    overlap_ms: ColumnType<number | string | null, number | null | undefined, number | null>;
    held_at: Date | null;
    disabled_at: Date | null;
    disabled_because: string | null;
  };
  issuing: { request_id: string; generation: number; turn: string };
  builtin_key: {
    id: string;
    marker: string;
    secret_hash: Uint8Array;
    spec: ColumnType<KeySpec, KeySpec, never>;
    enabled: boolean;
    in_use: Generated<boolean>;
    created_at: Made;
  };
}
