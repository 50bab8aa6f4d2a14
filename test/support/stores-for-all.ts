import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { openOver } from '../../store/pglite';
import { openPostgres } from '../../store/postgres';
import { postgresBin, startPostgres } from './postgres-server';

/** The variables that name, for every test file, what a run makes once. Where they are unset, each test makes its own. */
export const snapshotForAll = 'TEST_PGLITE_SNAPSHOT';
export const postgresForAll = 'TEST_POSTGRES';
/** The migrated database on that server which the tests' own are copies of. Nobody may be connected to it. */
export const template = 'countersign';

/** Makes both, anew for each run, so that no migration is ever missed; resolves with what takes them away again. */
export async function makeStoresForAll(): Promise<() => Promise<void>> {
  const made = [await snapshot(), await server()];
  return async () => void (await Promise.all(made.map((remove) => remove())));
}

async function snapshot(): Promise<() => Promise<void>> {
  const pglite = new PGlite();
  const { close } = await openOver(pglite);
  const dump = await pglite.dumpDataDir('none');
  await close();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-snapshot-'));
  const file = join(folder, 'pglite.tar');
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  process.env[snapshotForAll] = file;
  return async () => rmSync(folder, { recursive: true, force: true });
}

async function server(): Promise<() => Promise<void>> {
  const bin = postgresBin();
  if (bin === undefined) return async () => undefined;
  const { url, stop } = await startPostgres(bin);
  try {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`create database ${template}`);
    await client.end();
    await (await openPostgres(Object.assign(new URL(url), { pathname: `/${template}` }).href)).close();
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[postgresForAll] = url;
  return stop;
}
