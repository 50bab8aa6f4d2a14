import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const terminateWithinMs = 2_500;
const keptLines = 40;

/** A child process that cannot outlive this one. */
export interface WatchedProcess {
  readonly pid: number;
  /** How it ended, once it has. */
  ending(): string | undefined;
  /** The last lines of what it printed. */
  said(): string;
  /** Calls back if it ends before `end` was called. */
  onLoss(report: (said: string) => void): void;
  /** SIGTERM, and SIGKILL when that is not enough: within three seconds. */
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

/** Starts a program so that it ends with this process, even when that is killed. */
export async function launchWatched(binary: string, args: readonly string[]): Promise<WatchedProcess> {
  // In a group of its own: Ctrl-C then reaches only us, and the server goes last.
  const child = spawn('sh', ['-c', watched, 'sh', binary, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  let isWanted = true;
  const note = (chunk: Buffer) => {
    said = (said + chunk.toString()).split('\n').slice(-keptLines).join('\n');
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('exit', () => killGroup(child)); // the watchdog has nothing left to watch
  await once(child, 'spawn');

  return {
    pid: child.pid!,
    ending: () => (child.exitCode !== null ? `exit code ${child.exitCode}` : (child.signalCode ?? undefined)),
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
