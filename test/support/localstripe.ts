import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../app/ports';
import { readConfig } from '../../app/config';

/** GPL-3.0: a test tool in a process of its own, never part of what we build. */
const wanted = 'localstripe==1.15.10';

/** Without its dump in /tmp after every call, and on loopback only. */
const start = [
  'import sys',
  'from aiohttp import web',
  'from localstripe import resources, server',
  'resources.Store.dump_to_disk = lambda self: None',
  "web.run_app(server.app, host='127.0.0.1', port=int(sys.argv[1]), access_log=None)",
].join('\n');

/** The folder with localstripe, fetched once into the cache; undefined where python3 or the package index is missing. */
export function findLocalstripe(): string | undefined {
  try {
    const { COUNTERSIGN_CACHE: cache } = readConfig({ COUNTERSIGN_CACHE: process.env['COUNTERSIGN_CACHE'] });
    const version = python('-c', 'import sys; print("%d.%d" % sys.version_info[:2])').trim();
    const folder = join(cache, `localstripe-1.15.10-python${version}`);
    if (!existsSync(folder)) fetchInto(cache, folder);
    return folder;
  } catch {
    return undefined;
  }
}

function fetchInto(cache: string, folder: string): void {
  mkdirSync(cache, { recursive: true });
  const fetching = mkdtempSync(join(cache, '.fetching-'));
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1'];
    python('-m', 'pip', 'install', ...quiet, '--target', fetching, wanted);
    moveTo(folder, fetching);
  } finally {
    rmSync(fetching, { recursive: true, force: true });
  }
}

/** What stands in the folder is whole at any moment: two test processes may fetch at once, and one of them is faster. */
function moveTo(folder: string, fetched: string): void {
  try {
    renameSync(fetched, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

const python = (...args: readonly string[]): string =>
  execFileSync('python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 });

/** An empty localstripe on a free port. */
export async function startLocalstripe(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const server = spawn('python3', ['-u', '-c', start, String(port)], {
    env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let complaints = '';
  server.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => chunk.includes('Running on') && resolve());
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`localstripe ended with ${code}: ${complaints}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
