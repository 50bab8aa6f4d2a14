import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SmtpAddress } from '../../demo/mail';
import type { World } from '../../demo/people';

export const main = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const upWithinMs = 60_000;

/** The built program as a process of its own, all in one, as `npm start` runs it. */
export interface Program extends World {
  /** Where it takes mail. */
  readonly smtp: SmtpAddress;
  readonly child: ChildProcess;
  /** All that it printed. */
  said(): string;
  /** Sends the signal and resolves when the process has ended, with its exit code; null where the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export function environment(data: string): NodeJS.ProcessEnv {
  const ports = { COUNTERSIGN_PORT: '0', COUNTERSIGN_MAILBOX_PORT: '0', COUNTERSIGN_INBOUND_PORT: '0' };
  const free = { ...ports, NO_COLOR: '1', NODE_OPTIONS: '' };
  return { ...process.env, DATABASE_URL: '', SMTP_URL: '', TEMPORAL_ADDRESS: '', COUNTERSIGN_DATA: data, ...free };
}

/** Resolves when the program says it is up; rejects with what it said when it ends instead. */
export async function startProgram(data: string, more: NodeJS.ProcessEnv = {}): Promise<Program> {
  const before = writtenAt(join(data, 'cli.json'));
  const child = spawn(process.execPath, [main, 'start'], {
    env: { ...environment(data), ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  for (const deadline = Date.now() + upWithinMs; !said.includes('Countersign is up'); await pause(50)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The program did not come up:\n${said}`);
  }
  if (writtenAt(join(data, 'cli.json')) === before) throw new Error('The program did not sign the command line in.');
  const { url, token } = JSON.parse(readFileSync(join(data, 'cli.json'), 'utf8')) as { url: string; token: string };
  return {
    url,
    token,
    smtp: { host: '127.0.0.1', port: Number(/Inbound SMTP\s+\S+:(\d+)/.exec(said)![1]) },
    mailboxUrl: /Mailbox\s+(\S+)/.exec(said)![1]!,
    child,
    said: () => said,
    async end(signal) {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}

/** Runs one command of the command line against the program of that data folder. */
export async function countersign(
  data: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], { env: environment(data) });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** Processes whose command line names the folder: servers that outlived their program. */
export async function processesOn(data: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,args', '-ww']);
  return stdout.split('\n').filter((line) => line.includes(data) && !line.includes(' ps '));
}

function writtenAt(file: string): number | undefined {
  return existsSync(file) ? statSync(file).mtimeMs : undefined;
}
