import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Tests run our sources as they are, but another process always runs the build. */
const program = __filename.endsWith('.ts')
  ? join(__dirname, '..', 'dist', 'cli', 'main.js')
  : join(__dirname, '..', 'cli', 'main.js');

/** Somebody who has nothing but the bundle checks it, by the command line, in a process that knows no service of ours. */
export async function verifyOffline(bundle: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-auditor-'));
  try {
    const file = join(folder, 'bundle.json');
    writeFileSync(file, bundle, { mode: 0o600 });
    const env = { PATH: process.env['PATH'], COUNTERSIGN_DATA: folder };
    await promisify(execFile)(process.execPath, [program, 'evidence', 'verify', file], { env });
    return true;
  } catch (error) {
    // The command says by its exit code that something does not hold.
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
