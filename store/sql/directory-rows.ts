import type { Selectable } from 'kysely';
import type { Approver } from '../../domain/party';
import type { DataPlan, Mls } from '../../domain/plan';
import type { Database } from './schema';

export type PlanRow = Selectable<Database['data_plan']>;
export type ApproverRow = Selectable<Database['approver']>;

export function toApprover({ id, name, email, title }: ApproverRow): Approver {
  return { id, name, email, title };
}

export function toMls(
  { id, name, state, time_zone: timeZone }: Selectable<Database['mls']>,
  closedDays: readonly string[],
): Mls {
  return { id, name, state, timeZone, closedDays };
}

export function toPlan(row: PlanRow): DataPlan {
  return {
    id: row.id,
    mlsId: row.mls_id,
    name: row.name,
    description: row.description,
    role: row.role,
    keyKind: row.key_kind,
    keyHolders: row.key_holders,
    priceMinor: row.price_minor,
    currency: row.currency,
    termsVersion: row.terms_version,
    terms: row.terms,
  };
}
