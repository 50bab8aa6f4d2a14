import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import type { Seal } from '../secrets/seal';
import { lockFolder } from './lock';
import { migrate } from './migrate';
import type { Store } from './port';
import { createSqlStore } from './sql/index';
import type { Database } from './sql/schema';

interface OpenDatabase {
  readonly db: Kysely<Database>;
  close(): Promise<void>;
}

/**
 * The embedded store, migrated: Postgres in this process, its files in `folder`, or nowhere when that is `memory`. Exactly one process may open a folder,
 * since PGlite loses rows in silence when two do. @throws StoreInUse naming the holder.
 */
export async function openPgliteStore({ folder, seal }: { folder: string; seal: Seal }): Promise<Store> {
  const { db, close } = await openPglite(folder);
  return createSqlStore({ db, seal, close });
}

/** The database under the embedded store, for tests that look at the tables themselves. */
export async function openPglite(folder: string): Promise<OpenDatabase> {
  if (folder === 'memory') return openOver(new PGlite());
  const unlock = lockFolder(folder);
  try {
    const { db, close } = await openOver(new PGlite(folder));
    return { db, close: () => close().then(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The database that this PGlite holds, migrated; tests bring one that starts from a snapshot. */
export async function openOver(pglite: PGlite): Promise<OpenDatabase> {
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
  // An open PGlite keeps Node alive.
  const close = async () => {
    await db.destroy();
    if (!pglite.closed) await pglite.close();
  };
  try {
    await migrate(db);
  } catch (error) {
    // What never opened does not close either; the first error is the one that tells.
    await close().catch(() => undefined);
    throw error;
  }
  return { db, close };
}
