import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

const folder = join(__dirname, 'migrations');

/** Brings the schema to the newest version: the plain SQL files in `migrations`, in the order of their names, each once. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => readMigrations() } });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    const remedy = 'Run that version, or start with an empty database (COUNTERSIGN_DATA or DATABASE_URL).';
    throw new Error(`These records were made by another version of Countersign. ${remedy}`, { cause: error });
  }
  if (error) throw error;
}

function readMigrations(): Record<string, Migration> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return Object.fromEntries(
    files.map((file) => [
      basename(file, '.sql'),
      { up: (db) => runScript(db, readFileSync(join(folder, file), 'utf8')) },
    ]),
  );
}

/** A whole script as one statement, since the protocol that drivers use for statements takes one at a time. */
async function runScript<T>(db: Kysely<T>, script: string): Promise<void> {
  await sql.raw(`do $migration$ begin execute $script$${script}$script$; end $migration$`).execute(db);
}
