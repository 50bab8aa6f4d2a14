import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Who runs a server on a data file: the program that started it, and the server's own process once there is one. */
interface Holder {
  readonly owner: number;
  readonly server: number | null;
}

export interface Claim {
  /** Notes the server's process, for whoever finds the file after a crash. */
  noteServer(pid: number): void;
  release(): void;
}

/** Two servers on one SQLite file would spoil it. */
export class TemporalDataInUse extends Error {
  override readonly name = 'TemporalDataInUse';
  constructor(dataFile: string, pidFile: string, owner: number) {
    super(
      `Temporal's data in ${dataFile} are already in use by process ${owner}. Stop that process, or set COUNTERSIGN_DATA to another folder. If process ${owner} has nothing to do with it, delete ${pidFile}.`,
    );
  }
}

const terminateWithinMs = 3_000;
const killWithinMs = 5_000;

/**
 * Takes the data file for this process, by a pid file beside it. A server whose owner is dead is ended first: its watchdog may not be done with it.
 * @throws TemporalDataInUse naming the process that has it.
 */
export async function claimData(dataFile: string): Promise<Claim> {
  const pidFile = `${dataFile}.pid`;
  for (;;) {
    if (create(pidFile, { owner: process.pid, server: null })) {
      return {
        noteServer: (server) => replace(pidFile, { owner: process.pid, server }),
        release: () => rmSync(pidFile, { force: true }),
      };
    }
    const holder = read(pidFile);
    if (holder && isInUse(holder, dataFile)) throw new TemporalDataInUse(dataFile, pidFile, holder.owner);
    if (holder?.server) await endLeftover(holder.server, dataFile);
    remove(pidFile, holder);
  }
}

function create(pidFile: string, holder: Holder): boolean {
  try {
    writeFileSync(pidFile, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** In one step, so that nobody reads half of it. */
function replace(pidFile: string, holder: Holder): void {
  const next = `${pidFile}.next`;
  writeFileSync(next, JSON.stringify(holder), { mode: 0o600 });
  renameSync(next, pidFile);
}

function read(pidFile: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(pidFile, 'utf8')) as Holder;
  } catch {
    return undefined; // gone meanwhile, or cut short by a crash
  }
}

/** Moved aside first: another process may have taken the dead claim over since we read it, and then the file is that one's. */
function remove(pidFile: string, dead: Holder | undefined): void {
  const aside = `${pidFile}.${process.pid}`;
  try {
    renameSync(pidFile, aside);
    if (JSON.stringify(read(aside)) === JSON.stringify(dead)) rmSync(aside);
    else renameSync(aside, pidFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** A server that outlived its owner has another parent now, so a number that was given out again does not mislead. */
function isInUse({ owner, server }: Holder, dataFile: string): boolean {
  if (server === null) return isAlive(owner);
  if (!hasProc) return isAlive(owner) && isAlive(server);
  return runsOn(dataFile, server) && parentOf(server) === owner;
}

/** Only what surely is a server on our file; without /proc there is no telling, and the watchdog has to do. */
async function endLeftover(server: number, dataFile: string): Promise<void> {
  for (let waited = 0; runsOn(dataFile, server); waited += 100) {
    if (waited > killWithinMs) throw new Error(`Process ${server}, an earlier Temporal server on ${dataFile}, stays.`);
    signal(server, waited < terminateWithinMs ? 'SIGTERM' : 'SIGKILL');
    await pause(100);
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const hasProc = existsSync('/proc/self/cmdline');

function runsOn(dataFile: string, pid: number): boolean {
  const args = readProc(pid, 'cmdline').split('\0');
  return args.includes('start-dev') && args[args.indexOf('--db-filename') + 1] === dataFile;
}

/** Field 4 of the line; the command in field 2 may itself hold spaces, so count from its closing bracket. */
function parentOf(pid: number): number {
  const stat = readProc(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function readProc(pid: number, entry: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${entry}`, 'utf8');
  } catch {
    return '';
  }
}
