import { spawn } from 'node:child_process';
import { once } from 'node:events';

const startAndSay = `
  const { pino } = require('pino');
  const { startTemporalServer } = require('../../app/temporal-server');
  const { BINARY, DATA_FILE } = process.env;
  startTemporalServer({ binary: BINARY, dataFile: DATA_FILE, namespace: 'default', log: pino({ level: 'silent' }) })
    .then(({ address }) => process.stdout.write(address));
`;

/** A Temporal server that another program started; `kill` is a kill -9 of that program. */
export async function startElsewhere(binary: string, dataFile: string) {
  const program = spawn(process.execPath, ['-r', './require-typescript.cjs', '-e', startAndSay], {
    cwd: __dirname,
    env: { ...process.env, BINARY: binary, DATA_FILE: dataFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'exit');
  const [address] = (await Promise.race([
    once(program.stdout.setEncoding('utf8'), 'data'),
    ended.then(([code]) => Promise.reject(new Error(`The program ended with exit code ${code}.`))),
  ])) as [string];

  async function kill(): Promise<void> {
    program.kill('SIGKILL');
    await ended;
  }
  return { address, pid: program.pid!, kill };
}
