import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Database } from './schema';

/** The database, or a transaction on it. */
export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

/** A value for a jsonb column. The cast makes both drivers send text, arrays too. */
export function json<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}

/** The database's clock, in whole milliseconds. */
export async function readClock(db: Db): Promise<Instant> {
  const { rows } = await sql<{ now: Date }>`select clock_now() as now`.execute(db);
  return rows[0]!.now.getTime();
}

/**
 * Runs `work` under the request's row lock, with the one time of all that it records: read once the lock is held, so later than everything
 * the lock waited for. @throws when there is no such request, unless `absent` has another answer to that.
 */
export function underLock<T>(
  db: Db,
  requestId: string,
  work: (trx: Trx, at: Instant) => Promise<T>,
  absent: () => T = () => {
    throw new Error(`There is no request ${requestId}.`);
  },
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const locked = await trx
      .selectFrom('request')
      .select('id')
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return locked ? work(trx, await readClock(trx)) : absent();
  });
}

/** Runs queries that see the records as they were at one moment. (PGlite has one connection: there, any transaction is alone.) */
export function readTogether<T>(db: Db, read: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

export function instant(date: Date): Instant;
export function instant(date: Date | null): Instant | null;
export function instant(date: Date | null): Instant | null {
  return date === null ? null : date.getTime();
}
