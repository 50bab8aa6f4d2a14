import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import type { Logger } from 'pino';
import { freePort, isFree } from './ports';
import { type Claim, claimData } from './temporal-claim';
import { launchWatched, type WatchedProcess } from './temporal-process';

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
const attempts = 3;

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
  try {
    const { server, address, uiUrl } = await launchReady(input, dataFile, claim, attempts);
    server.onLoss((said) => input.log.fatal({ said }, 'the Temporal server has ended by itself'));
    const stop = async () => {
      await server.end();
      claim.release();
    };
    return { address, uiUrl, stop };
  } catch (error) {
    claim.release();
    throw error;
  }
}

interface Ready {
  readonly server: WatchedProcess;
  readonly address: string;
  readonly uiUrl: string;
}

/**
 * Launches the server and waits until it is ready. It takes more ports than the two we choose, and like ours they are looked for before they are
 * bound: if another program is faster, the server ends at once, and the next try finds others.
 */
async function launchReady(
  input: TemporalServerInput,
  dataFile: string,
  claim: Claim,
  triesLeft: number,
): Promise<Ready> {
  const { port, uiPort } = await choosePorts(`${dataFile}.ports.json`);
  const server = await launchWatched(input.binary, argumentsFor(port, uiPort, dataFile, input.namespace));
  claim.noteServer(server.pid);
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(address, input.namespace, server);
    return { server, address, uiUrl: `http://127.0.0.1:${uiPort}` };
  } catch (error) {
    const endedAtOnce = server.ending() !== undefined;
    await server.end();
    if (!endedAtOnce || triesLeft <= 1) throw error;
    input.log.warn({ err: error }, 'the Temporal server ended while it started; trying again');
    return launchReady(input, dataFile, claim, triesLeft - 1);
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

/** An open port is too early: ready is when the namespace answers. */
async function untilReady(address: string, namespace: string, server: WatchedProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  // By default a refused connection is tried again only after a second.
  const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 200 };
  const connection = Connection.lazy({ address, channelArgs });
  try {
    for (;;) {
      const problem = await keepClosedRequests(connection, namespace);
      if (problem === undefined) return;
      const ending = server.ending();
      if (ending !== undefined || Date.now() > deadline) {
        await server.end(); // so that all it said is here
        const reason = ending ?? `not ready within ${readyWithinMs / 1000} s (${problem.message})`;
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
  const [port, uiPort] = await Promise.all([freePort(), freePort()]); // at once, so that they differ
  const ports = { port, uiPort };
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
