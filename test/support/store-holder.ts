import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Holder {
  readonly pid: number;
  /** The next line it printed. */
  says(): Promise<string>;
  /** Lets it go on from where it waits for a line. */
  go(): void;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** A second process that runs `script` with our sources at hand: `ours(path)` requires one, `line()` waits for `go`. */
export function startHolder(script: string, ...args: readonly string[]): Holder {
  const root = join(__dirname, '..', '..');
  const prelude = `
    const ours = (path) => require(${JSON.stringify(root)} + '/' + path + '.ts');
    const line = () => new Promise((resolve) => process.stdin.once('data', resolve));
    const [, ...args] = process.argv;
  `;
  const hook = join(__dirname, 'require-typescript.cjs');
  const child = spawn(process.execPath, ['-r', hook, '-e', `${prelude}(async () => { ${script} })()`, ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  return {
    pid: child.pid!,
    async says() {
      const { done, value } = await lines.next();
      if (done) throw new Error('The other process ended without a word.');
      return value;
    },
    go: () => void child.stdin.write('go\n'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
