import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import type { Seal } from '../secrets/seal';
import { lockFolder } from './lock';
import { migrate } from './migrate';
import type { Store } from './port';
import { createSqlStore } from './sql/index';
import type { Database } from './sql/schema';

/**
 * The embedded store, migrated: Postgres in this process, its files in `folder`, or nowhere when that is `memory`. Exactly one process may open a folder,
 * since PGlite loses rows in silence when two do. @throws StoreInUse naming the holder.
 */
export async function openPgliteStore({ folder, seal }: { folder: string; seal: Seal }): Promise<Store> {
  const { db, close } = await openPglite(folder);
  return createSqlStore({ db, seal, close });
}

/** The database under the embedded store, for tests that look at the tables themselves. */
export async function openPglite(folder: string): Promise<{ db: Kysely<Database>; close: () => Promise<void> }> {
  const unlock = folder === 'memory' ? () => undefined : lockFolder(folder);
  if (folder !== 'memory') mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pglite = folder === 'memory' ? new PGlite() : new PGlite(folder);
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
  // An open PGlite keeps Node alive.
  const close = async () => {
    await db.destroy();
    if (!pglite.closed) await pglite.close();
    unlock();
  };
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, close };
}
