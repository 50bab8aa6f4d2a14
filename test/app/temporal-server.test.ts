import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { readConfig } from '../../app/config';
import { isFree } from '../../app/ports';
import { resolveTemporal } from '../../app/temporal-binary';
import { startTemporalServer, type TemporalServer } from '../../app/temporal-server';
import { eventually } from '../support/eventually';
import { startElsewhere } from '../support/temporal-elsewhere';

const silent = pino({ level: 'silent' });

let binary: string;
let folder: string;
let dataFile: string;
const open: TemporalServer[] = [];

beforeAll(async () => {
  const { COUNTERSIGN_CACHE: cacheDir } = readConfig({ COUNTERSIGN_CACHE: process.env['COUNTERSIGN_CACHE'] });
  binary = (await resolveTemporal('dev-server', { cacheDir })).path;
}, 300_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-temporal-'));
  dataFile = join(folder, 'temporal.sqlite');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(changes: Partial<Parameters<typeof startTemporalServer>[0]> = {}): Promise<TemporalServer> {
  const server = await startTemporalServer({ binary, dataFile, namespace: 'default', log: silent, ...changes });
  open.push(server);
  return server;
}

async function connected<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function script(body: string): Promise<string> {
  const path = join(folder, 'program');
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

const pidFile = () => `${dataFile}.pid`;
const noted = async () => JSON.parse(await readFile(pidFile(), 'utf8')) as { owner: number; server: number };
const portOf = ({ address }: TemporalServer) => Number(address.split(':')[1]);

describe('a running server', () => {
  test('answers for its namespace, keeps closed workflows for 30 days and has a user interface', async () => {
    const { address, uiUrl } = await start({ namespace: 'approvals' });
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    const { config } = await connected(address, ({ workflowService }) =>
      workflowService.describeNamespace({ namespace: 'approvals' }),
    );
    expect(Number(config!.workflowExecutionRetentionTtl!.seconds)).toBe(30 * 86_400);
    expect((await fetch(uiUrl)).status).toBe(200);
  });

  test('keeps its workflows and its ports over a restart', async () => {
    const before = await start();
    await connected(before.address, ({ workflow }) =>
      workflow.start('anything', { workflowId: 'request-1', taskQueue: 'nobody' }),
    );
    await before.stop();
    expect(await isFree(portOf(before))).toBe(true);
    expect(await readdir(folder)).not.toContain('temporal.sqlite.pid');

    const after = await start();
    expect([after.address, after.uiUrl]).toEqual([before.address, before.uiUrl]);
    const description = await connected(after.address, ({ workflow }) => workflow.getHandle('request-1').describe());
    expect(description.status.name).toBe('RUNNING');
  });

  test('takes other ports when somebody else has the old ones', async () => {
    const before = await start();
    await before.stop();
    const squatter = createServer().listen(portOf(before), '127.0.0.1');
    await once(squatter, 'listening');
    try {
      expect((await start()).address).not.toBe(before.address);
    } finally {
      squatter.close();
    }
  });

  test('is not joined by a second one on the same file', async () => {
    const { address } = await start();
    await expect(start()).rejects.toThrow(`${dataFile} are already in use by process ${process.pid}.`);
    await connected(address, ({ workflowService }) => workflowService.describeNamespace({ namespace: 'default' }));
  });

  test('is reported when it ends by itself, and can be started again', async () => {
    const lines = new PassThrough();
    await start({ log: pino(lines) });
    process.kill((await noted()).server, 'SIGKILL');
    expect(String(await once(lines, 'data'))).toContain('the Temporal server has ended by itself');
    await start();
  });

  test('is ended even when it ignores the request', async () => {
    const server = await start({ binary: await script(`trap "" TERM\n${binary} "$@"\nwait`) });
    await server.stop();
    await eventually('the port is free', () => isFree(portOf(server)));
  });
});

describe('a server that does not start', () => {
  test('shows the last of what it said, and leaves nothing behind', async () => {
    const talks = 'for n in $(seq 100); do echo "line $n" >&2; done; echo "disk is full" >&2; exit 7';
    const error = await start({ binary: await script(talks) }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'TemporalStartFailed' });
    const { message } = error as Error;
    expect(message).toMatch(/^The Temporal server did not start: exit code 7\. It said:\nline \d+\n/);
    expect(message).toMatch(/line 100\ndisk is full$/);
    expect(message.split('\n').length).toBeLessThanOrEqual(41);
    expect(existsSync(pidFile())).toBe(false);
  });

  test('names a program that is not there', async () => {
    await expect(start({ binary: join(folder, 'missing') })).rejects.toThrow(/missing: not found/);
  });
});

// Command lines can be read where there is /proc.
const onLinux = existsSync('/proc/self/cmdline') ? test : test.skip;

describe('after a kill -9', () => {
  onLinux('of the program, nothing of the server stays', async () => {
    const program = await startElsewhere(binary, dataFile);
    expect(await processesNaming(dataFile)).not.toHaveLength(0);
    await program.kill();
    await eventually('no process names the data file', async () => (await processesNaming(dataFile)).length === 0);
  });

  onLinux('of the program, the next one starts at once, and not before', async () => {
    const program = await startElsewhere(binary, dataFile);
    await expect(start()).rejects.toThrow(`already in use by process ${program.pid}.`);
    await program.kill();
    expect((await start()).address).toBe(program.address);
    expect(await noted()).toMatchObject({ owner: process.pid });
  });

  onLinux('of program and watchdog, the server that stayed is ended by the next start', async () => {
    const stayed = spawn('sh', ['-c', 'read nothing', 'sh', 'start-dev', '--db-filename', dataFile]);
    await leaveBehind(stayed);
    await start();
    expect(stayed.signalCode).toBe('SIGTERM');
  });

  onLinux('a process that has got the old number since is left alone', async () => {
    const stranger = spawn('cat');
    await leaveBehind(stranger);
    await start();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });
});

/** As if this process had been started by a program that is dead now. */
async function leaveBehind(server: ChildProcess): Promise<void> {
  const owner = spawn('true');
  await once(owner, 'exit');
  await writeFile(pidFile(), JSON.stringify({ owner: owner.pid, server: server.pid }));
}

async function processesNaming(file: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(file));
}
