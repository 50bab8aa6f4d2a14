import type { KeptRoster, NewRoster, RosterStore } from '../port';
import { type Db, instant, readClock, type Trx } from './database';

export function createRosterStore(db: Db): RosterStore {
  return {
    keep: (roster) => db.transaction().execute((trx) => keep(trx, roster)),
    async content(mlsId, id) {
      const rows = db.selectFrom('roster').select('content').where('mls_id', '=', mlsId).where('id', '=', id);
      return (await rows.executeTakeFirst())?.content;
    },
    async list(mlsId, limit) {
      const rows = kept(db, mlsId).orderBy('made_at', 'desc').orderBy('id').limit(limit);
      return (await rows.execute()).map(toKept);
    },
  };
}

async function keep(trx: Trx, { id, mlsId, madeBy, occasion, content }: NewRoster): Promise<KeptRoster> {
  const row = { id, mls_id: mlsId, made_at: new Date(await readClock(trx)), made_by: madeBy };
  const added = await trx
    .insertInto('roster')
    .values({ ...row, occasion, content })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added) return toKept(row);
  const earlier = kept(trx, mlsId).where((where) => where.or([where('id', '=', id), where('occasion', '=', occasion)]));
  return toKept(await earlier.executeTakeFirstOrThrow());
}

function kept(db: Db, mlsId: string) {
  return db.selectFrom('roster').select(['id', 'mls_id', 'made_at', 'made_by']).where('mls_id', '=', mlsId);
}

function toKept(row: { id: string; mls_id: string; made_at: Date; made_by: string }): KeptRoster {
  return { id: row.id, mlsId: row.mls_id, madeAt: instant(row.made_at), madeBy: row.made_by };
}
