import { sql } from 'kysely';
import type { StaffStore } from '../port';
import type { Db } from './database';

export function createStaffStore(db: Db): StaffStore {
  return {
    async create({ id, name, email }, passwordHash) {
      const row = await db
        .insertInto('staff')
        .values({ id, name, email: email.toLowerCase(), password_hash: passwordHash, active: true })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async count() {
      const { count } = await db
        .selectFrom('staff')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async byEmail(email) {
      const row = await db.selectFrom('staff').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();
      return (
        row && { id: row.id, name: row.name, email: row.email, active: row.active, passwordHash: row.password_hash }
      );
    },

    async openSession(staffId, tokenHash, forMs) {
      const expiresAt = sql<Date>`clock_now() + ${forMs} * interval '1 millisecond'`;
      await db
        .insertInto('session')
        .values({ token_hash: Buffer.from(tokenHash), staff_id: staffId, expires_at: expiresAt })
        .execute();
    },

    session: (tokenHash) =>
      db
        .selectFrom('session')
        .innerJoin('staff', 'staff.id', 'session.staff_id')
        .select(['staff.id', 'staff.name', 'staff.email', 'staff.active'])
        .where('token_hash', '=', Buffer.from(tokenHash))
        .where('staff.active', '=', true)
        .where('expires_at', '>', sql<Date>`clock_now()`)
        .executeTakeFirst(),

    async closeSession(tokenHash) {
      await db.deleteFrom('session').where('token_hash', '=', Buffer.from(tokenHash)).execute();
    },
  };
}
