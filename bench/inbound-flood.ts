import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type AllInOne, startAllInOne } from '../app/all-in-one';
import { readConfig } from '../app/config';
import { cliFile } from '../app/local-account';
import { createLog } from '../app/log';
import { composeReply, type DemoMail, sendRaw, startDemoMail } from '../demo/mail';
import { type Mail, type MailWorld, reader, support } from '../demo/people';
import { type Flooded, startFlood } from './smtp-flood';

const ann = 'ann.lee@harbor-coast.example';
const domain = 'harbor-coast.example';
const patienceMs = 10 * 60_000;

interface Measured extends Flooded {
  readonly mails: number;
  readonly domains: number;
  readonly floodSeconds: number;
  /** From the moment the real answer is sent, amid the flood, until the request is approved. */
  readonly decisionSeconds: number;
  /** From the end of the flood until every mail of it was sorted. */
  readonly sortedAfterSeconds: number;
}

/**
 * `npm run bench`: how soon a real, signed answer decides while a flood of mail comes in. Everything is real and in one process, the flood
 * too; only DNS is a stand-in. `--domains` spreads the flood over several senders' domains behind one relay, each with a share of its own.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { mails: { type: 'string', default: '10000' }, domains: { type: 'string', default: '1' } },
  });
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const mail = await startDemoMail();
  const config = readConfig({
    ...process.env,
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_PORT: '0',
    COUNTERSIGN_MAILBOX_PORT: '0',
    COUNTERSIGN_BASE_URL: '',
    COUNTERSIGN_IMAP_URL: '',
    DATABASE_URL: '',
    SMTP_URL: '',
    STRIPE_API_KEY: '',
    STRIPE_WEBHOOK_SECRET: '',
    ...mail.settings,
  });
  const program = await startAllInOne(config, createLog('error', 'json'));
  try {
    const measured = await measure(worldOf(program, mail, data), Number(values.mails), Number(values.domains));
    console.log(JSON.stringify(measured));
    process.exitCode = measured.decisionSeconds < 60 ? 0 : 1;
  } finally {
    await program.stop();
    await mail.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

function worldOf(program: AllInOne, { signer }: DemoMail, data: string): MailWorld {
  const { token } = JSON.parse(readFileSync(cliFile(data), 'utf8')) as { token: string };
  return { url: program.url, mailboxUrl: program.mailboxUrl!, token, smtp: program.inbound, signer };
}

async function measure(world: MailWorld, mails: number, domains: number): Promise<Measured> {
  const { id, question } = await ask(world);
  const answer = await composeReply(ann, question, 'Approve', { domain, by: world.signer });
  const began = performance.now();
  const flood = startFlood(world.smtp, {
    mails,
    connections: 10,
    domains: Array.from({ length: domains }, (_, index) => `flood-${index}.example`),
  });
  // In the middle of it, when the program is as busy as it gets.
  await until(() => flood.sofar.kept + flood.sofar.deferred >= mails / 2);
  const sentAt = performance.now();
  await sendRaw(world.smtp, ann, answer);
  const decision = until(async () => (await support(world).show(id)).standing.state === 'approved').then(() =>
    secondsSince(sentAt),
  );
  const flooded = await flood.done;
  const endedAt = performance.now();
  const floodSeconds = secondsSince(began);
  const decisionSeconds = await decision;
  await until(async () => !(await isAnyUnsorted(world)), 1_000);
  return { mails, domains, ...flooded, floodSeconds, decisionSeconds, sortedAfterSeconds: secondsSince(endedAt) };
}

async function ask(world: MailWorld): Promise<{ readonly id: string; readonly question: Mail }> {
  const { request } = await support(world).start(
    {
      planId: 'harbor-coast-idx',
      developerId: 'lee-park',
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      product: { name: 'Harbor Homes', url: 'https://homes.example' },
      use: 'A public site that shows current listings to home buyers; everyone can see it.',
      termsAccepted: true,
    },
    randomUUID(),
  );
  return { id: request.id, question: await reader(world)(ann, request.id, /Approve.* #[A-Z0-9]{10}$/) };
}

async function isAnyUnsorted(world: MailWorld): Promise<boolean> {
  for (let offset = 0; ; offset += 100) {
    const page = await support(world).mails(offset);
    if (page.some(({ outcome }) => outcome === null)) return true;
    if (page.length < 100) return false;
  }
}

async function until(isSo: () => boolean | Promise<boolean>, everyMs = 20): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await isSo()); await pause(everyMs)) {
    if (Date.now() > end) throw new Error(`It did not come true within ${patienceMs / 60_000} minutes.`);
  }
}

function secondsSince(at: number): number {
  return Number(((performance.now() - at) / 1_000).toFixed(1));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
