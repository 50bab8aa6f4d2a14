import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';

interface Holder {
  readonly pid: number;
  readonly host?: string;
  /** Tells that process from a later one with the same number. Null where /proc is missing. */
  readonly startedAt: string | null;
  readonly since: string;
}

/** Another program, or another part of this one, has the store open. */
export class StoreInUse extends Error {
  override readonly name = 'StoreInUse';
}

const remedy =
  'Stop that process, or set COUNTERSIGN_DATA to another folder, or DATABASE_URL to a Postgres server that several processes may share.';

/**
 * Makes the folder and takes it for this process: a file beside it, made only if it is not there. A lock is taken over when its holder is dead, never
 * because it is old, and never another host's, since nobody here can tell. Returns how to give it back.
 * @throws StoreInUse naming the holder.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // One folder has one lock, whatever the path that leads to it.
  const file = `${realpathSync(folder)}.lock`;
  const since = new Date().toISOString();
  const me: Holder = { pid: process.pid, host: hostname(), startedAt: startOf(process.pid), since };
  const text = JSON.stringify(me);
  while (!create(file, text)) clearAway(folder, file, text);
  return () => {
    if (read(file) === text) rmSync(file, { force: true });
  };
}

/** Whoever removes a dead holder's lock holds the guard meanwhile: else a slower process would remove the lock of the one that took over. */
function clearAway(folder: string, file: string, text: string): void {
  if (!isLeftByTheDead(folder, file)) return;
  const guard = `${file}.takeover`;
  if (!create(guard, text)) {
    throw new StoreInUse(
      `The store in ${folder} is being taken over by another process. If none runs, delete ${guard}.`,
    );
  }
  try {
    if (isLeftByTheDead(folder, file)) rmSync(file);
  } finally {
    rmSync(guard, { force: true });
  }
}

/** False when the lock was given back meanwhile. @throws StoreInUse when its holder is alive, or may be. */
function isLeftByTheDead(folder: string, file: string): boolean {
  const text = read(file);
  if (text === undefined) return false;
  const holder = parse(text);
  if (!holder || !isAlive(holder)) return true;
  const { pid, host, since } = holder;
  const elsewhere = isHere(holder) ? '' : ` on ${host}; if that process is gone, delete ${file}`;
  throw new StoreInUse(`The store in ${folder} is in use by process ${pid} since ${since}${elsewhere}. ${remedy}`);
}

/** The file appears whole or not at all, and only if it is not there: one that is cut short was damaged later, and has no living holder. */
function create(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  try {
    write(draft, text);
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function write(file: string, text: string): void {
  const opened = openSync(file, 'w', 0o600);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder | null;
    return holder !== null && Number.isInteger(holder.pid) && holder.pid > 0 ? holder : undefined;
  } catch {
    return undefined; // cut short
  }
}

function isHere({ host }: Holder): boolean {
  return host === undefined || host === hostname();
}

function isAlive(holder: Holder): boolean {
  if (!isHere(holder)) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
  const now = startOf(holder.pid);
  return holder.startedAt === null || now === null || now === holder.startedAt;
}

/** Boot and tick in which the process started, or "ended" for one that waits for its parent to notice. Null where /proc is missing. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command in field 2 may itself hold spaces and brackets: fields are counted from its last closing one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return 'ended';
    return ticks === undefined ? null : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  } catch {
    return null; // no /proc here, or the process ended between two looks: then the next try finds out
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
