import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Printer, Printout } from './port';

const run = promisify(execFile);
const timeLimitMs = 60_000;

/** Prints by a headless Chromium that keeps nothing and reaches nobody; one document at a time. Without a path: says that there is none. */
export function createChromiumPrinter(path: string | undefined): Printer {
  if (path === undefined) return { print: async () => noChromium };
  let last: Promise<unknown> = Promise.resolve();
  return {
    print(html) {
      const printout = last.then(() => print(path, html));
      last = printout;
      return printout;
    },
  };
}

const noChromium: Printout = {
  kind: 'unavailable',
  because: 'There is no Chromium here. Install it, or name it by COUNTERSIGN_CHROMIUM.',
};

async function print(path: string, html: string): Promise<Printout> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-print-'));
  try {
    const [page, pdf] = [join(folder, 'page.html'), join(folder, 'page.pdf')];
    await writeFile(page, html, { mode: 0o600 });
    const args = [...flags(folder), `--print-to-pdf=${pdf}`, pathToFileURL(page).href];
    await run(path, args, {
      timeout: timeLimitMs,
      killSignal: 'SIGKILL',
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    return { kind: 'printed', pdf: await readFile(pdf) };
  } catch (error) {
    return { kind: 'unavailable', because: `${path} did not print: ${reasonOf(error)}` };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function flags(folder: string): readonly string[] {
  return [
    '--headless',
    // Root has no sandbox in Chromium, and without this flag no Chromium. What it opens runs nothing and fetches nothing.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${join(folder, 'profile')}`,
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-gpu',
    '--disable-sync',
    '--no-first-run',
    '--no-pdf-header-footer',
  ];
}

/** The last line of what it said, or that it was stopped. */
function reasonOf(error: unknown): string {
  const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message: string };
  if (killed) return `it took longer than ${timeLimitMs / 1_000} seconds.`;
  return (stderr || message).trim().split('\n').at(-1)!;
}
