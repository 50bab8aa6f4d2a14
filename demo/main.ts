import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import colors from 'picocolors';
import { startAllInOne } from '../app/all-in-one';
import { readConfig } from '../app/config';
import { cliFile } from '../app/local-account';
import { createLog } from '../app/log';
import { startDemoMail } from './mail';
import type { Tell } from './people';
import { play } from './play';
import { startDemoStripe } from './stripe/for-countersign';

const tell: Tell = (who, what) =>
  console.error(who ? `${colors.bold(who.padStart(10))}  ${what}` : colors.dim(`            ${what}`));

/** `npm run demo [-- --json]`: the whole job on a program of its own, thrown away afterwards. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const began = performance.now();
  const data = mkdtempSync(join(tmpdir(), 'countersign-demo-'));
  const stripe = await startDemoStripe();
  const mail = await startDemoMail();
  const config = readConfig({
    ...process.env,
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_PORT: '0',
    COUNTERSIGN_MAILBOX_PORT: '0',
    COUNTERSIGN_BASE_URL: '',
    // Long enough that nobody is reminded who answers at once.
    COUNTERSIGN_DEMO_DAY_SECONDS: '3',
    DATABASE_URL: '',
    SMTP_URL: '',
    ...stripe.settings,
    ...mail.settings,
  });
  const program = await startAllInOne(config, createLog('warn', 'json'), (step) => tell('', `${step} …`));
  try {
    const { token } = JSON.parse(readFileSync(cliFile(data), 'utf8')) as { token: string };
    await stripe.connect(program.url);
    const world = {
      url: program.url,
      mailboxUrl: program.mailboxUrl!,
      token,
      smtp: program.inbound,
      signer: mail.signer,
    };
    const played = await play(world, tell, stripe.taken);
    const seconds = Number(((performance.now() - began) / 1000).toFixed(1));
    const holds = Object.values(played).every((found) => found !== false);
    console.error(holds ? colors.green('All of it held.') : colors.red('NOT all of it held.'));
    if (values.json) console.log(JSON.stringify({ ...played, seconds }));
    process.exitCode = holds ? 0 : 1;
  } finally {
    await program.stop();
    await stripe.stop();
    await mail.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
