import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface Holder {
  readonly pid: number;
  /** When that process started, in the kernel's ticks since boot: tells it from a later process with the same number. Null where /proc is missing. */
  readonly startedAt: string | null;
  readonly since: string;
}

/** Another program, or another part of this one, has the store open. */
export class StoreInUse extends Error {
  override readonly name = 'StoreInUse';
  constructor(folder: string, holder: Holder) {
    super(
      `The store in ${folder} is in use by process ${holder.pid} since ${holder.since}. Stop that process, or set COUNTERSIGN_DATA to another folder, or DATABASE_URL to a Postgres server that several processes may share.`,
    );
  }
}

/**
 * Takes the folder for this process: a file beside it, made only if it is not there. A lock is taken over when its holder is dead, never
 * because it is old. Returns how to give it back.
 * @throws StoreInUse naming the holder.
 */
export function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const me: Holder = { pid: process.pid, startedAt: startOf(process.pid), since: new Date().toISOString() };
  for (;;) {
    if (create(file, me)) return () => rmSync(file, { force: true });
    const holder = read(file);
    if (holder && isAlive(holder)) throw new StoreInUse(folder, holder);
    remove(file, holder);
  }
}

function create(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined; // gone meanwhile, or cut short by a crash while it was written
  }
}

function remove(file: string, dead: Holder | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Another process may have taken the dead lock over between our reading and our moving: then this is its lock, and goes back.
    if (JSON.stringify(read(aside)) === JSON.stringify(dead)) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  const now = startOf(pid);
  return startedAt === null || now === null || now === startedAt;
}

/** Field 22 of /proc/PID/stat; the command in field 2 may itself hold spaces, so count from its closing bracket. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
