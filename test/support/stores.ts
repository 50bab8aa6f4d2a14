import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { openOver, openPglite } from '../../store/pglite';
import { openPostgres } from '../../store/postgres';
import { startPostgres } from './postgres-server';
import { postgresForAll, snapshotForAll, template } from './stores-for-all';

/** An embedded database of the test's own, in memory and migrated: from the run's snapshot, where there is one, since that takes a fraction of the time. */
export async function openMemory(): ReturnType<typeof openPglite> {
  const snapshot = process.env[snapshotForAll];
  return snapshot === undefined
    ? openPglite('memory')
    : openOver(new PGlite({ loadDataDir: new Blob([readFileSync(snapshot)]) }));
}

/** The same on Postgres: a database on the run's server, where there is one, otherwise on a server of its own. */
export async function openServed(bin: string): ReturnType<typeof openPostgres> {
  const shared = process.env[postgresForAll];
  if (shared !== undefined) return openPostgres(await databaseOn(shared));
  const server = await startPostgres(bin);
  const { db, close } = await openPostgres(server.url);
  return { db, close: () => close().then(server.stop) };
}

async function databaseOn(server: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.end();
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
