import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import type { Logger } from 'pino';
import { freePort, isFree } from './ports';
import { claimData } from './temporal-claim';

export interface TemporalServer {
  readonly address: string;
  readonly uiUrl: string;
  /** Ends the server, within three seconds. */
  stop(): Promise<void>;
}

export interface TemporalServerInput {
  /** Path of the `temporal` program. */
  readonly binary: string;
  /** SQLite file with everything the server knows. The ports and the pid file stand beside it. */
  readonly dataFile: string;
  readonly namespace: string;
  readonly log: Logger;
}

/** The dev server did not come up; the message ends with the last it said. */
export class TemporalStartFailed extends Error {
  override readonly name = 'TemporalStartFailed';
}

const readyWithinMs = 20_000;
const terminateWithinMs = 2_500;
const keptLines = 40;

/**
 * Starts the Temporal dev server as a child process on loopback, on the ports of last time if they are free. It ends with this process, however
 * that ends.
 * @throws TemporalStartFailed, or TemporalDataInUse when another server has the file.
 */
export async function startTemporalServer(input: TemporalServerInput): Promise<TemporalServer> {
  if (process.platform === 'win32') {
    throw new TemporalStartFailed(
      'On Windows the all-in-one cannot start a Temporal server of its own. Start one and set TEMPORAL_ADDRESS to it.',
    );
  }
  const dataFile = resolve(input.dataFile);
  mkdirSync(dirname(dataFile), { recursive: true, mode: 0o700 });
  const claim = await claimData(dataFile);
  let server: Server | undefined;

  async function stop(): Promise<void> {
    await server?.end();
    claim.release();
  }

  try {
    const { port, uiPort } = await choosePorts(`${dataFile}.ports.json`);
    server = await launch(input.binary, argumentsFor(port, uiPort, dataFile, input.namespace));
    claim.noteServer(server.pid);
    const address = `127.0.0.1:${port}`;
    await untilReady(address, input.namespace, server);
    server.onLoss((said) => input.log.fatal({ said }, 'the Temporal server has ended by itself'));
    return { address, uiUrl: `http://127.0.0.1:${uiPort}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function argumentsFor(port: number, uiPort: number, dataFile: string, namespace: string): readonly string[] {
  const options = {
    '--ip': '127.0.0.1',
    '--port': port,
    '--ui-port': uiPort,
    '--db-filename': dataFile,
    '--sqlite-pragma': 'journal_mode=WAL', // twice the speed of the default journal
    '--namespace': namespace,
    '--log-level': 'warn',
  };
  return ['server', 'start-dev', ...Object.entries(options).flatMap(([name, value]) => [name, String(value)])];
}

interface Server {
  readonly pid: number;
  hasEnded(): boolean;
  /** The last lines of what it printed. */
  said(): string;
  onLoss(report: (said: string) => void): void;
  end(): Promise<void>;
}

/**
 * A plain child outlives a parent that is killed. So the shell leaves a watchdog behind before it becomes the server: its input is a pipe whose
 * other end only we hold, and when that end is gone, however we went, it ends the server. `$$` cannot name a stranger meanwhile: the watchdog
 * is in that process group, and its number is not given out again.
 */
const watched = `
exec 3<&0
{
  read -r nothing <&3
  kill -TERM $$
  for second in 1 2 3 4 5; do sleep 1; kill -0 $$ || exit; done
  kill -KILL $$
} </dev/null >/dev/null 2>&1 &
exec "$@" </dev/null 3<&-
`;

async function launch(binary: string, args: readonly string[]): Promise<Server> {
  // In a group of its own: Ctrl-C then reaches only us, and the server goes last.
  const child = spawn('sh', ['-c', watched, 'sh', binary, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  let isWanted = true;
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).split('\n').slice(-keptLines).join('\n');
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('exit', () => killGroup(child)); // the watchdog has nothing left to watch
  await once(child, 'spawn');

  return {
    pid: child.pid!,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    said: () => said.trim(),
    onLoss: (report) => void closed.then(() => isWanted && report(said.trim())),
    async end() {
      isWanted = false;
      child.kill('SIGTERM');
      const late = setTimeout(() => killGroup(child), terminateWithinMs);
      await closed;
      clearTimeout(late);
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** An open port is too early: ready is when the namespace answers. */
async function untilReady(address: string, namespace: string, server: Server): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  // By default a refused connection is tried again only after a second.
  const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 200 };
  const connection = Connection.lazy({ address, channelArgs });
  try {
    for (;;) {
      const problem = await keepClosedRequests(connection, namespace);
      if (problem === undefined) return;
      const reason = server.hasEnded() ? 'it ended' : `not ready within ${readyWithinMs / 1000} s (${problem.message})`;
      if (server.hasEnded() || Date.now() > deadline) {
        await server.end(); // so that all it said is here
        throw new TemporalStartFailed(`The Temporal server did not start: ${reason}. It said:\n${server.said()}`);
      }
      await pause(50);
    }
  } finally {
    await connection.close();
  }
}

/** Retention is a day by default, and yesterday's closed requests would be gone. Returns what went wrong, if anything. */
async function keepClosedRequests(connection: Connection, namespace: string): Promise<Error | undefined> {
  const config = { workflowExecutionRetentionTtl: msToTs('30 days') };
  try {
    await connection.withDeadline(Date.now() + 1_000, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      await connection.workflowService.updateNamespace({ namespace, config });
    });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The same ports as last time where they are free: a client that survives a restart then finds the server again. */
async function choosePorts(file: string): Promise<Ports> {
  const last = readPorts(file);
  if (last && (await isFree(last.port)) && (await isFree(last.uiPort))) return last;
  const ports = { port: await freePort(), uiPort: await freePort() };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

interface Ports {
  readonly port: number;
  readonly uiPort: number;
}

function readPorts(file: string): Ports | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Ports;
  } catch {
    return undefined;
  }
}
