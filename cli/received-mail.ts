import type { Command } from 'commander';
import { connect } from './api';
import { plain, printJson, printTable, say, utc } from './output';

interface MailView {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly judgement: {
    readonly verdict: string;
    readonly rule: string;
    readonly reason: string;
    readonly from: string | null;
    readonly command: string | null;
    readonly commandReason: string;
    readonly subject: string | null;
  } | null;
  readonly outcome: { readonly kind: string; readonly requestId: string | null; readonly because: string } | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
}

const longestId = 12;
const longestSubject = 50;

/** Adds to `countersign mail …` what asks the running service: mail that came, and what became of it. */
export function addReceivedMail(mail: Command): Command {
  mail
    .command('list')
    .description('received mails, newest first')
    .option('--queued', 'only those that wait for staff')
    .option('--json', 'print JSON')
    .action(list);
  mail
    .command('show <id>')
    .description('one received mail: what it is worth, and what became of it')
    .option('--json', 'print JSON')
    .action(show);
  mail
    .command('bring <id> <request>')
    .description('bring a mail that waits for staff to the request it is about; it decides nothing')
    .option('--json', 'print JSON')
    .action(bring);
  return mail;
}

async function list({ queued, json }: { queued?: boolean; json?: boolean }): Promise<void> {
  const { mails } = await connect(process.env).get<{ mails: MailView[] }>(`/mails${queued ? '?queued=true' : ''}`);
  if (json) return printJson(mails);
  if (mails.length === 0) return say(queued ? 'No mail waits for you.' : 'No mail has come yet.');
  const rows = mails.map((each) => [
    each.id,
    utc(each.receivedAt),
    each.judgement?.verdict ?? 'not read yet',
    plain(each.judgement?.from ?? ''),
    plain(each.judgement?.subject ?? '').slice(0, longestSubject),
    whatBecame(each),
  ]);
  printTable(['ID', 'RECEIVED', 'VERDICT', 'FROM', 'SUBJECT', 'WHAT BECAME OF IT'], rows);
}

async function show(id: string, { json }: { json?: boolean }): Promise<void> {
  const mail = await connect(process.env).get<MailView>(`/mails/${encodeURIComponent(id)}`);
  if (json) return printJson(mail);
  const { judgement, outcome, closedAt } = mail;
  const lines = [
    `Mail ${mail.id.slice(0, longestId)}, received ${utc(mail.receivedAt)} (${mail.source})`,
    ...(judgement
      ? [
          `  from ${plain(judgement.from ?? '') || 'nobody that can be named'}, "${plain(judgement.subject ?? '')}"`,
          `  ${judgement.verdict} (rule ${judgement.rule}): ${plain(judgement.reason)}`,
          `  ${judgement.command === null ? 'no decision' : `says: ${judgement.command}`}. ${plain(judgement.commandReason)}`,
        ]
      : ['  not read yet']),
    `  ${whatBecame(mail)}`,
    ...(outcome?.requestId ? [`  request ${outcome.requestId}`] : []),
    ...(closedAt === null ? [] : [`  dealt with by ${plain(mail.closedBy ?? 'somebody')}, ${utc(closedAt)}`]),
  ];
  console.log(lines.join('\n'));
}

async function bring(id: string, request: string, { json }: { json?: boolean }): Promise<void> {
  const mail = await connect(process.env).post<MailView>(`/mails/${encodeURIComponent(id)}/request`, { request });
  if (json) return printJson(mail);
  say(
    `It lies with request ${mail.outcome?.requestId ?? request} now. What you can do there: countersign request --help`,
  );
}

function whatBecame({ outcome, closedAt }: MailView): string {
  if (!outcome) return 'waits to be read';
  const state = outcome.kind === 'queued' && closedAt !== null ? 'closed' : outcome.kind;
  return `${state}: ${plain(outcome.because)}`;
}
