import { Command } from 'commander';
import colors from 'picocolors';
import type { AllInOne } from '../app/all-in-one';
import type { Part } from '../app/apart';
import { readConfig } from '../app/config';
import { doctor } from './doctor';
import { say } from './output';

// What runs the program is loaded when it is run: the other commands should answer at once.
const load = {
  allInOne: () => import('../app/all-in-one.js'),
  apart: () => import('../app/apart.js'),
  log: () => import('../app/log.js'),
};

/** The commands that run the program, and the one that checks how it would run. */
export function serverCommands(): Command[] {
  return [
    new Command('start').description('run everything in one process, on this machine').action(start),
    new Command('web')
      .description('run the web server only (needs DATABASE_URL and TEMPORAL_ADDRESS)')
      .action(() => apart('web')),
    new Command('worker')
      .description('run the worker only (needs DATABASE_URL, TEMPORAL_ADDRESS and SMTP_URL)')
      .action(() => apart('worker')),
    new Command('doctor')
      .description('print every setting, where it comes from and what is wrong')
      .option('--json', 'as JSON')
      .action(doctor),
  ];
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const { startAllInOne } = await load.allInOne();
  const log = (await load.log()).createLog(config.COUNTERSIGN_LOG_LEVEL, 'terminal');
  const began = performance.now();
  const program = await startAllInOne(config, log, (step) => say(colors.dim(`  ${step} …`)));
  say(welcome(program, (performance.now() - began) / 1000));
  await untilTold();
  say('\nStopping …');
  await program.stop();
  process.exit(0);
}

/** Runs one part in this process until it is told to end. */
export async function apart(part: Part): Promise<void> {
  const config = readConfig(process.env);
  const { startApart } = await load.apart();
  const running = await startApart(part, config, (await load.log()).createLog(config.COUNTERSIGN_LOG_LEVEL, 'json'));
  if (running.account?.password)
    say(`First account: ${running.account.email}, password ${running.account.password} (shown only now: keep it)`);
  await untilTold();
  await running.stop();
  process.exit(0);
}

function welcome({ url, mailboxUrl, temporalUiUrl, inbound, account }: AllInOne, seconds: number): string {
  const lines = [
    '',
    colors.bold(`Countersign is up (${seconds.toFixed(1)} s).`),
    '',
    `  Console       ${url}/console`,
    ...(mailboxUrl ? [`  Mailbox       ${mailboxUrl}   every mail the program sends`] : []),
    `  Inbound SMTP  ${inbound.host}:${inbound.port}   takes answers by mail`,
    ...(temporalUiUrl ? [`  Temporal UI   ${temporalUiUrl}   payloads are sealed there`] : []),
    '',
    ...(account?.password
      ? [`  Sign in as    ${account.email}`, `  Password      ${account.password}   shown only now: keep it`]
      : account
        ? [`  Sign in as    ${account.email}   with the password of the first start`]
        : []),
    '',
    '  Next: sign in and start a request, or from a second terminal:',
    '    npx countersign request start --plan harbor-coast-idx --developer dana-fox --generic-agent \\',
    '      --product "Harbor Homes" --use "A public site that shows listings to home buyers." --accept-terms',
    '  Then open the mailbox and answer as the MLS admin. Ctrl-C stops everything.',
    '',
  ];
  return lines.join('\n');
}

function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
