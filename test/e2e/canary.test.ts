import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { sql } from 'kysely';
import { codeIn, fillIn, linkIn, reader, secretIn, support } from '../../demo/people';
import { openPglite } from '../../store/pglite';
import { filesBelow, findIn, type Place, place } from '../support/canary';
import { eventually } from '../support/eventually';
import { postgresBin, startPostgres } from '../support/postgres-server';
import { countersign, processesOn, type Program, startProgram } from '../support/program';

jest.setTimeout(180_000);

const bin = postgresBin();
const leaky = join(__dirname, '..', 'support', 'leaky-program.cjs');
const planted = `planted-${randomUUID()}`;
const wish = {
  planId: 'harbor-coast-idx',
  developerId: 'dana-fox',
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  product: { name: 'Harbor Homes', url: null },
  use: `A public site that shows listings to home buyers: ${planted}`,
  termsAccepted: true,
};

/** A request until its second key was picked up; on the way the issuer, the store and the pickup page fail, each with the secret at hand. */
async function play(program: Program, data: string) {
  const answers: string[] = [];
  const read = reader(program);
  const { request } = await support(program).start(wish, randomUUID());
  const toAnn = await read('ann.lee@harbor-coast.example', request.id, /Approve/);
  await fillIn(linkIn(toAnn, 'decision'), { verdict: 'approve', reason: '', code: codeIn(toAnn) });
  const first = await read('dana@foxglove-software.example', request.id, /Your key .* ready/);
  const lost = await fillIn(linkIn(first, 'pickup'), { code: codeIn(first) });
  expect(lost.status).toBe(500);
  answers.push(lost.text);

  await countersign(data, 'request', 'reissue', request.id, '--reason', `The page never loaded: ${planted}`);
  const second = await read('dana@foxglove-software.example', request.id, /Your new key .* ready/);
  const shown = await fillIn(linkIn(second, 'pickup'), { code: codeIn(second) });
  const again = await fillIn(linkIn(second, 'pickup'), { code: codeIn(second) });
  expect(again.status).toBe(409);
  answers.push(again.text);
  return { requestId: request.id, shown: shown.text, answers };
}

/** What support and programs can read of it, errors included. */
async function pagesAbout(program: Program, requestId: string): Promise<readonly Place[]> {
  const { url, token } = program;
  const paths = ['', '/events', '/evidence', '/messages'].map((part) => `/api/v1/requests/${requestId}${part}`);
  const others = ['/api/v1/tasks', '/api/v1/mails', '/api/v1/sealing/keys', '/metrics', '/api/v1/requests/none'];
  return Promise.all(
    [...paths, ...others].map(async (path) => {
      const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
      return place(`answer of ${path.replace(requestId, ':id')}`, await answer.text());
    }),
  );
}

/** All mails as their readers see them. */
async function mailsIn({ mailboxUrl }: Program): Promise<Place> {
  const list = (await (await fetch(`${mailboxUrl}/api/mails`)).json()) as { mails: { id: string }[] };
  const mails = await Promise.all(
    list.mails.map(async ({ id }) => (await fetch(`${mailboxUrl}/api/mails/${id}`)).text()),
  );
  return place('mails', mails.join('\n'));
}

/** Every history as whoever reaches the server gets it: not decoded. */
async function historiesIn(data: string): Promise<Place> {
  const { port } = JSON.parse(readFileSync(join(data, 'temporal.sqlite.ports.json'), 'utf8')) as { port: number };
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  try {
    const { workflow } = new Client({ connection });
    const histories: Uint8Array[] = [];
    for await (const { workflowId, runId } of workflow.list()) {
      const history = await workflow.getHandle(workflowId, runId).fetchHistory();
      histories.push(temporal.api.history.v1.History.encode(history).finish());
    }
    return { name: 'histories', bytes: Buffer.concat(histories) };
  } finally {
    await connection.close();
  }
}

/** Every row of every table, from the files that a program has left. */
async function rowsIn(folder: string): Promise<Place> {
  const { db, close } = await openPglite(folder);
  try {
    const tables = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
      db,
    );
    const rows: string[] = [];
    for (const { name } of tables.rows) {
      const found = await sql<{ row: string }>`select row_to_json(t)::text as row from ${sql.table(name)} t`.execute(
        db,
      );
      rows.push(...found.rows.map(({ row }) => row));
    }
    return place('store', rows.join('\n'));
  } finally {
    await close();
  }
}

async function dumpOf(url: string): Promise<Place> {
  const options = { maxBuffer: 256 * 1024 * 1024 };
  return place('store', (await promisify(execFile)(join(bin!, 'pg_dump'), ['--inserts', url], options)).stdout);
}

const engines: readonly (readonly [string, (() => ReturnType<typeof startPostgres>) | null])[] = [
  ['PGlite', null],
  ...(bin === undefined ? [] : [['Postgres', () => startPostgres(bin)] as const]),
];

test.each(engines)(
  '[case 76] on %s: a secret stands in the one answer that shows it, and nowhere else',
  async (_name, start) => {
    const data = mkdtempSync(join(tmpdir(), 'countersign-canary-'));
    const made = `${data}.secrets`;
    const server = await start?.();
    const program = await startProgram(data, {
      COUNTERSIGN_LOG_LEVEL: 'trace',
      NODE_OPTIONS: `-r ${leaky}`,
      CANARY_FILE: made,
      ...(server ? { DATABASE_URL: server.url } : {}),
    });
    try {
      const { requestId, shown, answers } = await play(program, data);
      const open = [...(await pagesAbout(program, requestId)), await mailsIn(program), await historiesIn(data)];
      await program.end('SIGINT');
      const store = server ? await dumpOf(server.url) : await rowsIn(join(data, 'store'));
      const log = place('log', program.said());
      const files = filesBelow(data);
      const places = [...open, ...answers.map((answer) => place('answer', answer)), store, log, ...files];

      const secrets = readFileSync(made, 'utf8').trim().split('\n');
      expect(secrets).toHaveLength(4);
      expect(secretIn(shown)).toBe(secrets[3]);
      for (const secret of secrets) expect(findIn(places, secret)).toEqual([]);

      // That it is found where it stands: what everybody may see is found in each place.
      expect(findIn([place('shown', shown)], secrets[3]!)).toEqual(['shown']);
      expect(findIn(places, planted)).toEqual(
        expect.arrayContaining(['answer of /api/v1/requests/:id', 'mails', 'store']),
      );
      const seen = findIn(places, requestId);
      expect(seen).toEqual(expect.arrayContaining(['histories', 'store', 'log']));
      expect(seen.some((name) => name.startsWith('temporal.sqlite'))).toBe(true);
      expect(findIn(files, planted).some((name) => name.startsWith('mailbox/'))).toBe(true);
      if (!server) expect(findIn(files, requestId).some((name) => name.startsWith('store/'))).toBe(true);
    } finally {
      await program.end('SIGKILL');
      await eventually('no process is left', async () => (await processesOn(data)).length === 0);
      await server?.stop();
      for (const path of [data, made]) rmSync(path, { recursive: true, force: true });
    }
  },
);

test.each(['utf8', 'utf16le', 'hex', 'base64', 'base64url'] as const)(
  'a secret that was written as %s is found',
  (encoding) => {
    const secret = 'csk_live_0123456789abcdefghijABCDEFGHIJ';
    for (const before of ['', 'a', 'ab', 'abc']) {
      const around = Buffer.from(`${before}${secret} and more`);
      const written =
        encoding === 'utf16le' ? Buffer.from(around.toString(), encoding) : Buffer.from(around.toString(encoding));
      expect(findIn([{ name: encoding, bytes: written }], secret)).toEqual([encoding]);
    }
    expect(findIn([place('other', 'csk_live_0123456789abcdefghijABCDEFGHIX')], secret)).toEqual([]);
  },
);
