import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Seal } from '../secrets/seal';
import { migrate } from './migrate';
import type { Store } from './port';
import { createSqlStore } from './sql/index';
import type { Database } from './sql/schema';

const connections = 10;

/** The store on a Postgres server (15 or newer), migrated. @throws when the server cannot be reached. */
export async function openPostgresStore({ url, seal }: { url: string; seal: Seal }): Promise<Store> {
  const { db, close } = await openPostgres(url);
  return createSqlStore({ db, seal, close });
}

/** The database under the store, for tests that look at the tables themselves. */
export async function openPostgres(url: string): Promise<{ db: Kysely<Database>; close: () => Promise<void> }> {
  const pool = new Pool({ connectionString: url, max: connections });
  // An idle connection that the server drops is replaced at the next query; unhandled, the event would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const close = () => db.destroy();
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, close };
}
