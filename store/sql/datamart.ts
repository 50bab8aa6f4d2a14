import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Directory, DirectoryStore, Member, MlsFilter } from '../port';
import type { Db } from './database';
import { toApprover, toMls, toPlan } from './directory-rows';
import type { Database } from './schema';

/** What the Datamart and the operator's export read of the directory. */
export function createDatamart(
  db: Db,
): Pick<DirectoryStore, 'search' | 'outline' | 'hasMembers' | 'member' | 'everything'> {
  return {
    search: (filter) => search(db, filter),
    outline: () =>
      db
        .selectFrom('mls')
        .select(['id', 'name', 'state'])
        .where('is_operator', '=', false)
        .orderBy('name')
        .orderBy('id')
        .execute(),
    hasMembers: async (mlsId) =>
      (await db.selectFrom('member').select('user_name').where('mls_id', '=', mlsId).limit(1).executeTakeFirst()) !==
      undefined,
    async member(mlsId, userName) {
      const row = await db
        .selectFrom('member')
        .selectAll()
        .where('mls_id', '=', mlsId)
        .where('user_name', '=', userName)
        .where('has_left', '=', false)
        .executeTakeFirst();
      return row && toMember(row);
    },
    everything: () => everything(db),
  };
}

async function search(db: Db, filter: MlsFilter): ReturnType<DirectoryStore['search']> {
  const matching = matches(db.selectFrom('mls').where('is_operator', '=', false), filter);
  const { total } = await matching.select(({ fn }) => fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching
    .select(['id', 'name', 'state'])
    .orderBy('name')
    .orderBy('id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const ids = rows.map(({ id }) => id);
  const plans =
    ids.length === 0
      ? []
      : await db
          .selectFrom('data_plan')
          .selectAll()
          .where('mls_id', 'in', ids)
          .orderBy('price_minor')
          .orderBy('id')
          .execute();
  const entries = rows.map((mls) => ({ mls, plans: plans.filter(({ mls_id }) => mls_id === mls.id).map(toPlan) }));
  return { entries, total: Number(total) };
}

function matches<O>(
  query: SelectQueryBuilder<Database, 'mls', O>,
  { text, state, role, keyKind }: MlsFilter,
): SelectQueryBuilder<Database, 'mls', O> {
  let narrowed = query;
  if (text) narrowed = narrowed.where('name', 'ilike', `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  if (state) narrowed = narrowed.where('state', '=', state);
  if (role) {
    const offers = sql<boolean>`exists (select from data_plan where mls_id = mls.id and role = ${role})`;
    narrowed = narrowed.where(offers, '=', true);
  }
  if (keyKind) {
    const offers = sql<boolean>`exists (select from data_plan where mls_id = mls.id and key_kind = ${keyKind})`;
    narrowed = narrowed.where(offers, '=', true);
  }
  return narrowed;
}

async function everything(db: Db): Promise<Directory> {
  const mlses = await db.selectFrom('mls').selectAll().where('is_operator', '=', false).orderBy('id').execute();
  const days = await db
    .selectFrom('closed_day')
    .select(['mls_id', sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day')])
    .orderBy('day')
    .execute();
  const own = new Set(mlses.map(({ id }) => id));
  const approvers = await db.selectFrom('approver').selectAll().orderBy('id').execute();
  const plans = await db.selectFrom('data_plan').selectAll().orderBy('mls_id').orderBy('id').execute();
  const members = await db.selectFrom('member').selectAll().orderBy('mls_id').orderBy('user_name').execute();
  const daysOf = Map.groupBy(days, ({ mls_id }) => mls_id);
  return {
    mlses: mlses.map((row) => {
      const closedDays = (daysOf.get(row.id) ?? []).map(({ day }) => day);
      return { ...toMls(row, closedDays), ...(row.direct_contact && { directContact: row.direct_contact }) };
    }),
    approvers: approvers
      .filter(({ mls_id }) => own.has(mls_id))
      .map((row) => ({ ...toApprover(row), mlsId: row.mls_id })),
    plans: plans.filter(({ mls_id }) => own.has(mls_id)).map((row) => ({ ...toPlan(row), chain: row.chain })),
    developers: [],
    members: members.map(toMember),
  };
}

function toMember({
  mls_id: mlsId,
  user_name: userName,
  kind,
  name,
  has_left,
}: Selectable<Database['member']>): Member {
  return { mlsId, userName, kind, name, ...(has_left ? { standing: 'left' } : {}) };
}
