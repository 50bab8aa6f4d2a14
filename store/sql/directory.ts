import { sql } from 'kysely';
import { decidersIn, type Register, roleOfTitle } from '../../domain/authorization';
import { guardedIn } from '../../domain/guarded-people';
import type { Mls } from '../../domain/plan';
import { type Directory, type DirectoryStore, GuardedRegister, type Offer } from '../port';
import { type Db, json, type Trx } from './database';
import { createDatamart } from './datamart';
import { type PlanRow, toMls, toPlan } from './directory-rows';
import { tellGrantsAround } from './grant-surroundings';
import { createPastRequests } from './past-requests';
import { createRegister, readRegister, readRegisters } from './register';

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

  const plansOfMlses = () =>
    db
      .selectFrom('data_plan')
      .innerJoin('mls', 'mls.id', 'data_plan.mls_id')
      .selectAll('data_plan')
      .where('is_operator', '=', false);

  async function offersOf(plans: readonly PlanRow[]): Promise<readonly Offer[]> {
    if (plans.length === 0) return [];
    const mlsIds = [...new Set(plans.map(({ mls_id }) => mls_id))];
    const known = await mlses(mlsIds);
    const registers = await readRegisters(db, mlsIds);
    return plans.map((row) => toOffer(row, known.get(row.mls_id)!, registers.get(row.mls_id)!));
  }

  return {
    ...createDatamart(db),
    ...createPastRequests(db),
    load: (directory) => db.transaction().execute((trx) => load(trx, directory, refuseGuarded)),
    loadOperator: (directory) =>
      db.transaction().execute(async (trx) => {
        // The operator's own desk is set in the configuration.
        await load(trx, directory, async () => undefined);
        const ids = directory.mlses.map(({ id }) => id);
        await trx.updateTable('mls').set({ is_operator: true }).where('id', 'in', ids).execute();
      }),
    isEmpty: async () =>
      (await db.selectFrom('mls').select('id').where('is_operator', '=', false).limit(1).executeTakeFirst()) ===
      undefined,
    mls: async (id) => (await mlses([id])).get(id),
    offers: async () => offersOf(await plansOfMlses().orderBy('mls_id').orderBy('data_plan.id').execute()),
    offersOf: async (mlsId) =>
      offersOf(
        await plansOfMlses().where('mls_id', '=', mlsId).orderBy('price_minor').orderBy('data_plan.id').execute(),
      ),
    offer: async (planId) =>
      (await offersOf(await db.selectFrom('data_plan').selectAll().where('id', '=', planId).execute()))[0],
    async contact(mlsId) {
      const row = await db
        .selectFrom('mls')
        .select('direct_contact')
        .where('id', '=', mlsId)
        .where('is_operator', '=', false)
        .executeTakeFirst();
      if (!row) return undefined;
      const mls = (await mlses([mlsId])).get(mlsId)!;
      return { mls, definition: row.direct_contact, register: (await readRegister(db, mlsId))! };
    },
    ...createRegister(db),
  };
}

async function load(
  trx: Trx,
  { mlses, approvers, plans, developers, members = [] }: Directory,
  guard: (trx: Trx, approvers: Directory['approvers']) => Promise<void>,
): Promise<void> {
  // One after the other: of two files that are loaded at once, the second lies over the whole first.
  await sql`lock table mls in share row exclusive mode`.execute(trx);
  await guard(trx, approvers);
  const mlsRows = mlses.map(({ id, name, state, timeZone, directContact = null }) => ({
    id,
    name,
    state,
    time_zone: timeZone,
    direct_contact: directContact && json(directContact),
  }));
  await upsert(trx, 'mls', mlsRows);
  const days = mlses.flatMap(({ id, closedDays }) => closedDays.map((day) => ({ mls_id: id, day, name: 'closed' })));
  const ids = mlses.map(({ id }) => id);
  if (ids.length > 0) await trx.deleteFrom('closed_day').where('mls_id', 'in', ids).execute();
  await upsert(trx, 'closed_day', days, ['mls_id', 'day']);
  // Not a word about `active`: loading a file again must not bring back who was put out of the register.
  const people = approvers.map(({ id, mlsId, name, email, title }) => ({
    id,
    mls_id: mlsId,
    name,
    email,
    title,
    role: roleOfTitle(title),
  }));
  await upsert(trx, 'approver', people, ['id'], ['role']);
  const activated_at = sql`clock_now()`;
  await upsert(
    trx,
    'developer',
    developers.map(({ id, name, company, email }) => ({ id, name, company, email, activated_at })),
  );
  await upsert(trx, 'data_plan', plans.map(toPlanRow));
  const memberRows = members.map(({ mlsId, userName, kind, name, standing }) => ({
    mls_id: mlsId,
    user_name: userName,
    kind,
    name,
    has_left: standing === 'left',
  }));
  await upsert(trx, 'member', memberRows, ['mls_id', 'user_name']);
  await tellGrantsAround(trx, [...new Set([...plans, ...members].map(({ mlsId }) => mlsId))]);
}

const rowsAtOnce = 500;

/** @throws GuardedRegister for whom a register must be changed by two people, and not by a file. */
async function refuseGuarded(trx: Trx, approvers: Directory['approvers']): Promise<void> {
  if (approvers.length === 0) return;
  const mlsIds = [...new Set(approvers.map(({ mlsId }) => mlsId))];
  const stored = await trx
    .selectFrom('approver')
    .select(['id', 'mls_id', 'email'])
    .where('mls_id', 'in', mlsIds)
    .execute();
  const known = stored.map(({ id, mls_id: mlsId, email }) => ({ id, mlsId, email }));
  const guarded = guardedIn(approvers, known);
  if (guarded.length > 0) throw new GuardedRegister(guarded);
}

/** Writes rows that may be there already; the same key must not come twice. What is in `once` is written to new rows only. */
async function upsert(
  trx: Trx,
  table: 'mls' | 'closed_day' | 'approver' | 'developer' | 'data_plan' | 'member',
  rows: readonly object[],
  key: readonly string[] = ['id'],
  once: readonly string[] = [],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const batch = rows.slice(start, start + rowsAtOnce);
    const columns = Object.keys(batch[0]!).filter((column) => !key.includes(column) && !once.includes(column));
    const update = Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)]));
    await trx
      .insertInto(table)
      .values(batch as never)
      .onConflict((conflict) => conflict.columns(key as never).doUpdateSet(update))
      .execute();
  }
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

function toOffer(row: PlanRow, mls: Mls, register: Register): Offer {
  const plan = toPlan(row);
  return { plan, mls, definition: row.chain, register: decidersIn(register, plan) };
}
