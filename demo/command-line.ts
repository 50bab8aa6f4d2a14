import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Tests run our sources as they are, but another process always runs the build. */
const program = __filename.endsWith('.ts')
  ? join(__dirname, '..', 'dist', 'cli', 'main.js')
  : join(__dirname, '..', 'cli', 'main.js');

/** Runs a command in a process that knows nothing but what it is given; false when the command says so by its exit code. */
export async function countersign(args: readonly string[], given: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    const env = { PATH: process.env['PATH'], ...given };
    await promisify(execFile)(process.execPath, [program, ...args], { env });
    return true;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  }
}
