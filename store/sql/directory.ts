import { type Selectable, sql } from 'kysely';
import type { Approver } from '../../domain/party';
import type { DataPlan, Mls } from '../../domain/plan';
import type { Directory, DirectoryStore, Durations, Offer } from '../port';
import { type Db, json, type Trx } from './database';
import type { Database } from './schema';

type PlanRow = Selectable<Database['data_plan']>;
type ApproverRow = Selectable<Database['approver']>;

export function createDirectoryStore(db: Db): DirectoryStore {
  async function mlses(ids: readonly string[]): Promise<ReadonlyMap<string, Mls>> {
    const rows = await db.selectFrom('mls').selectAll().where('id', 'in', ids).execute();
    // As text, so that no driver moves a day into another zone.
    const days = await db
      .selectFrom('closed_day')
      .select(['mls_id', sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day')])
      .where('mls_id', 'in', ids)
      .orderBy('day')
      .execute();
    return new Map(
      rows.map(({ id, name, state, time_zone: timeZone }) => {
        const closedDays = days.filter(({ mls_id }) => mls_id === id).map(({ day }) => day);
        return [id, { id, name, state, timeZone, closedDays }];
      }),
    );
  }

  async function offersOf(plans: readonly PlanRow[]): Promise<readonly Offer[]> {
    if (plans.length === 0) return [];
    const mlsIds = [...new Set(plans.map(({ mls_id }) => mls_id))];
    const known = await mlses(mlsIds);
    const approvers = await db
      .selectFrom('approver')
      .selectAll()
      .where('mls_id', 'in', mlsIds)
      .where('active', '=', true)
      .execute();
    return plans.map((row) => toOffer(row, known.get(row.mls_id)!, approvers));
  }

  return {
    load: (directory) => db.transaction().execute((trx) => load(trx, directory)),
    isEmpty: async () => (await db.selectFrom('mls').select('id').limit(1).executeTakeFirst()) === undefined,
    mls: async (id) => (await mlses([id])).get(id),
    offers: async () =>
      offersOf(await db.selectFrom('data_plan').selectAll().orderBy('mls_id').orderBy('id').execute()),
    offer: async (planId) =>
      (await offersOf(await db.selectFrom('data_plan').selectAll().where('id', '=', planId).execute()))[0],
    async register(mlsId) {
      const rows = await db
        .selectFrom('approver')
        .selectAll()
        .where('mls_id', '=', mlsId)
        .where('active', '=', true)
        .orderBy('name')
        .execute();
      return rows.map(toApprover);
    },
    durations: (mlsId) => durations(db, mlsId),
    async acquaintance(developerId, mlsId, except = '') {
      const { rows } = await sql<{ approved: boolean; revoked: boolean; here: boolean }>`
        select
          coalesce(bool_or(exists (select from outcome where request_id = request.id and state = 'approved')), false) as approved,
          coalesce(bool_or(exists (select from outcome where request_id = request.id and state = 'revoked')), false) as revoked,
          coalesce(bool_or(mls_id = ${mlsId}), false) as here
        from request where developer_id = ${developerId} and id != ${except}`.execute(db);
      const { approved, revoked, here } = rows[0]!;
      return { standing: revoked ? 'revoked' : approved ? 'known' : 'new', isFirst: !here };
    },
    async inactive(approverIds) {
      if (approverIds.length === 0) return [];
      const rows = await db
        .selectFrom('approver')
        .select('id')
        .where('id', 'in', approverIds)
        .where('active', '=', true)
        .execute();
      const active = new Set(rows.map(({ id }) => id));
      return approverIds.filter((id) => !active.has(id));
    },
  };
}

async function durations(db: Db, mlsId: string): Promise<Durations> {
  const { rows } = await sql<{ closed: string; half: number | null; most: number | null }>`
    select count(*) as closed,
      percentile_cont(0.5) within group (order by took) as half,
      percentile_cont(0.9) within group (order by took) as most
    from (
      select extract(epoch from min(settled_at) - request.created_at) * 1000 as took
      from request join outcome on outcome.request_id = request.id
      where mls_id = ${mlsId} and state in ('approved', 'denied')
      group by request.id
    ) as closed_requests`.execute(db);
  const { closed, half, most } = rows[0]!;
  return { closed: Number(closed), medianMs: whole(half), p90Ms: whole(most) };
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

async function load(trx: Trx, { mlses, approvers, plans, developers }: Directory): Promise<void> {
  for (const { id, name, state, timeZone, closedDays } of mlses) {
    await upsert(trx, 'mls', { id, name, state, time_zone: timeZone });
    await trx.deleteFrom('closed_day').where('mls_id', '=', id).execute();
    for (const day of closedDays)
      await trx.insertInto('closed_day').values({ mls_id: id, day, name: 'closed' }).execute();
  }
  for (const { id, mlsId, name, email, title } of approvers) {
    // Not a word about `active`: loading a file again must not bring back who was put out of the register.
    await upsert(trx, 'approver', { id, mls_id: mlsId, name, email, title });
  }
  for (const { id, name, company, email } of developers) await upsert(trx, 'developer', { id, name, company, email });
  for (const plan of plans) await upsert(trx, 'data_plan', toPlanRow(plan));
}

async function upsert(trx: Trx, table: 'mls' | 'approver' | 'developer' | 'data_plan', row: object): Promise<void> {
  await trx
    .insertInto(table)
    .values(row as never)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

function toPlanRow(plan: Directory['plans'][number]): object {
  const { id, mlsId, name, description, role, keyKind, keyHolders, priceMinor, currency, termsVersion, terms, chain } =
    plan;
  return {
    id,
    mls_id: mlsId,
    name,
    description,
    role,
    key_kind: keyKind,
    key_holders: json(keyHolders),
    price_minor: priceMinor,
    currency,
    terms_version: termsVersion,
    terms,
    chain: json(chain),
  };
}

function toOffer(row: PlanRow, mls: Mls, register: readonly ApproverRow[]): Offer {
  const plan: DataPlan = {
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
  return {
    plan,
    mls,
    definition: row.chain,
    register: register.filter(({ mls_id }) => mls_id === mls.id).map(toApprover),
  };
}

export function toApprover({ id, name, email, title }: ApproverRow): Approver {
  return { id, name, email, title };
}
