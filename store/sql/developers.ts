import { sql } from 'kysely';
import type { DeveloperStore } from '../port';
import type { Db } from './database';

export function createDeveloperStore(db: Db): DeveloperStore {
  const developers = db.selectFrom('developer').selectAll();
  return {
    list: () => developers.orderBy('name').execute(),
    find: (id) => developers.where('id', '=', id).executeTakeFirst(),
    add: ({ id, name, company, email }) =>
      db
        .insertInto('developer')
        .values({ id, name, company, email })
        .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
        .returningAll()
        .executeTakeFirst(),
  };
}
