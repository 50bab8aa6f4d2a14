import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Draft, DraftStore } from '../port';
import { type Db, instant, json } from './database';
import type { Database } from './schema';

export function createDraftStore(db: Db): DraftStore {
  const of = (developerId: string) =>
    db.selectFrom('enrolment_draft').selectAll().where('developer_id', '=', developerId);

  return {
    async save({ id, developerId, form }) {
      await db
        .insertInto('enrolment_draft')
        .values({ id, developer_id: developerId, form: json(form) })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({ form: json(form), updated_at: sql<Date>`clock_now()` })
            .where('enrolment_draft.developer_id', '=', developerId),
        )
        .execute();
    },
    async find(developerId, id) {
      const row = await of(developerId).where('id', '=', id).executeTakeFirst();
      return row && toDraft(row);
    },
    list: async (developerId) => (await of(developerId).orderBy('updated_at', 'desc').execute()).map(toDraft),
    async remove(developerId, id) {
      await db.deleteFrom('enrolment_draft').where('id', '=', id).where('developer_id', '=', developerId).execute();
    },
  };
}

function toDraft({ id, developer_id: developerId, form, updated_at }: Selectable<Database['enrolment_draft']>): Draft {
  return { id, developerId, form, updatedAt: instant(updated_at) };
}
