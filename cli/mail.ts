import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Judgement, judgeMail as judgeFunction } from '../mail/inbound';
import { loadInbound } from './load-inbound';
import { type Circumstances, circumstancesOf, readDns, readInstant } from './mail-circumstances';
import { mailLines, mailRow, unreadableRow } from './mail-lines';
import { printJson } from './output';
import { apart } from './server';

interface JudgeOptions {
  json?: boolean;
  dns?: string;
  at?: string;
  ip?: string;
  helo?: string;
  sender?: string;
  relaxed?: boolean;
}

type Outcome = { readonly judgement: Judgement } | { readonly fault: string };

type JudgeMail = typeof judgeFunction;

const atOnce = 8;

/** `countersign mail`: the part that takes mail; `countersign mail …`: received mail, judged without a running service. */
export function mailCommands(load: () => Promise<{ readonly judgeMail: JudgeMail }> = loadInbound): Command {
  const mail = new Command('mail')
    .description('take answers by mail (needs DATABASE_URL and TEMPORAL_ADDRESS), or judge mail that was received')
    .action(() => apart('mail'));
  mail
    .command('judge <file...>')
    .description('is it proved to be from its sender, did a program write it, and what does it say')
    .option('--json', 'print one line of JSON per file, in order')
    .option('--dns <file>', 'DNS answers as JSON, { name: { type: [records] | "SERVFAIL" } }, instead of the network')
    .option('--at <time>', 'when it arrived, ISO 8601 (default: now)')
    .option('--ip <address>', 'the server it came from, for SPF')
    .option('--helo <name>', 'the name that server gave')
    .option('--sender <address>', 'the envelope sender; "" is the null sender')
    .option('--relaxed', 'let a signature of a related domain count')
    .addHelpText(
      'after',
      '\nA file beside the mail, a.eml.json, may give the same: { "dns", "at", "ip", "helo", "sender" }.',
    )
    .action(async (files: readonly string[], options: JudgeOptions) => judge((await load()).judgeMail, files, options));
  return mail;
}

async function judge(judgeMail: JudgeMail, files: readonly string[], options: JudgeOptions): Promise<void> {
  const { dns, at, ip, helo, sender, relaxed } = options;
  const given: Circumstances = {
    resolver: dns === undefined ? undefined : await readDns(dns),
    receivedAt: at === undefined ? undefined : readInstant(at),
    ip,
    helo,
    sender,
    alignment: relaxed ? 'relaxed' : undefined,
  };
  for (let from = 0; from < files.length; from += atOnce) {
    const some = files.slice(from, from + atOnce);
    const outcomes = await Promise.all(some.map((file) => judgeFile(judgeMail, file, given)));
    outcomes.forEach((outcome, index) => print(some[index]!, outcome, options.json ?? false));
  }
}

async function judgeFile(judgeMail: JudgeMail, file: string, given: Circumstances): Promise<Outcome> {
  try {
    const raw = await readFile(file);
    const { resolver, receivedAt, alignment, ...envelope } = await circumstancesOf(file, given);
    return { judgement: await judgeMail(raw, { receivedAt, resolver, alignment, envelope }) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function print(file: string, outcome: Outcome, json: boolean): void {
  if ('judgement' in outcome) {
    if (json) printJson(mailRow(outcome.judgement));
    else console.log(mailLines(file, outcome.judgement));
    return;
  }
  process.exitCode = 1;
  if (json) printJson(unreadableRow(outcome.fault));
  else console.error(`${file}: ${outcome.fault}`);
}
