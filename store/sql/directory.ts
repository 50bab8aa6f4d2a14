import { sql } from 'kysely';
import type { Mls } from '../../domain/plan';
import type { Directory, DirectoryStore, Offer } from '../port';
import { type Db, json, type Trx } from './database';
import { createDatamart } from './datamart';
import { type ApproverRow, type PlanRow, toApprover, toMls, toPlan } from './directory-rows';
import { createPastRequests } from './past-requests';

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
      rows.map((row) => {
        const closedDays = days.filter(({ mls_id }) => mls_id === row.id).map(({ day }) => day);
        return [row.id, toMls(row, closedDays)];
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
    ...createDatamart(db),
    ...createPastRequests(db),
    load: (directory) => db.transaction().execute((trx) => load(trx, directory)),
    loadOperator: (directory) =>
      db.transaction().execute(async (trx) => {
        await load(trx, directory);
        const ids = directory.mlses.map(({ id }) => id);
        await trx.updateTable('mls').set({ is_operator: true }).where('id', 'in', ids).execute();
      }),
    isEmpty: async () =>
      (await db.selectFrom('mls').select('id').where('is_operator', '=', false).limit(1).executeTakeFirst()) ===
      undefined,
    mls: async (id) => (await mlses([id])).get(id),
    offers: async () =>
      offersOf(
        await db
          .selectFrom('data_plan')
          .innerJoin('mls', 'mls.id', 'data_plan.mls_id')
          .selectAll('data_plan')
          .where('is_operator', '=', false)
          .orderBy('mls_id')
          .orderBy('data_plan.id')
          .execute(),
      ),
    offer: async (planId) =>
      (await offersOf(await db.selectFrom('data_plan').selectAll().where('id', '=', planId).execute()))[0],
    ...createRegister(db),
  };
}

/** Who may decide for an MLS. */
function createRegister(db: Db): Pick<DirectoryStore, 'register' | 'inactive'> {
  return {
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

async function load(trx: Trx, { mlses, approvers, plans, developers, members = [] }: Directory): Promise<void> {
  for (const { id, name, state, timeZone, closedDays } of mlses) {
    await upsert(trx, 'mls', { id, name, state, time_zone: timeZone });
    await trx.deleteFrom('closed_day').where('mls_id', '=', id).execute();
    if (closedDays.length === 0) continue;
    const days = closedDays.map((day) => ({ mls_id: id, day, name: 'closed' }));
    await trx.insertInto('closed_day').values(days).execute();
  }
  for (const { id, mlsId, name, email, title } of approvers) {
    // Not a word about `active`: loading a file again must not bring back who was put out of the register.
    await upsert(trx, 'approver', { id, mls_id: mlsId, name, email, title });
  }
  for (const { id, name, company, email } of developers) {
    await upsert(trx, 'developer', { id, name, company, email, activated_at: sql`clock_now()` });
  }
  for (const plan of plans) await upsert(trx, 'data_plan', toPlanRow(plan));
  for (const { mlsId, userName, kind, name } of members) {
    const row = { mls_id: mlsId, user_name: userName, kind, name };
    const update = { kind, name };
    await trx
      .insertInto('member')
      .values(row)
      .onConflict((conflict) => conflict.columns(['mls_id', 'user_name']).doUpdateSet(update))
      .execute();
  }
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
  return {
    plan: toPlan(row),
    mls,
    definition: row.chain,
    register: register.filter(({ mls_id }) => mls_id === mls.id).map(toApprover),
  };
}
