import type { Command } from 'commander';
import type { Migration } from '../domain/migration';
import { connect } from './api';
import { migrationLines } from './migration-lines';
import { printJson, say } from './output';

interface Flag {
  readonly flag: string;
  readonly meaning: string;
}

interface Order {
  readonly name: string;
  readonly description: string;
  /** Its address under the request. */
  readonly path: string;
  /** What it takes, by the API's field names; each is required. */
  readonly fields: Readonly<Record<string, Flag>>;
  /** What it may take as well. */
  readonly more?: Readonly<Record<string, Flag>>;
  readonly done: string;
}

const reason = { flag: '--reason <text>', meaning: 'why; the developer may read it' };
const stepId = { flag: '--step <id>', meaning: 'a step that is asked now' };
const done = 'Done.';

const orders: readonly Order[] = [
  { name: 'withdraw', description: 'take the request back', path: 'withdrawal', fields: { reason }, done },
  {
    name: 'reissue',
    description: 'disable the key and issue a new one in its place',
    path: 'credential',
    fields: { reason },
    done,
  },
  {
    name: 'record-key',
    description: 'record a key that you made by hand, after an MLS that was asked directly approved by mail',
    path: 'credential/record',
    fields: { reason },
    done,
  },
  { name: 'disable-key', description: 'disable the key', path: 'credential/disablement', fields: { reason }, done },
  {
    name: 'reassign',
    description: "give a silent approver's place at a step to somebody else",
    path: 'reassignment',
    fields: {
      stepId,
      fromId: { flag: '--from <id>', meaning: 'whose place it is' },
      toId: { flag: '--to <id>', meaning: 'who is asked instead, of the same MLS' },
      reason,
    },
    done,
  },
  {
    name: 'resend',
    description: 'send a new mail to somebody whose answer is missing',
    path: 'letter',
    fields: { stepId, approverId: { flag: '--approver <id>', meaning: 'who gets the mail' }, reason },
    more: { mailId: { flag: '--mail <id>', meaning: 'a received mail of this request that is dealt with by it' } },
    done,
  },
  { name: 'extend', description: 'give a step more time, once', path: 'extension', fields: { stepId, reason }, done },
  {
    name: 'override',
    description: 'vouch that a step is met; a second staff member must confirm',
    path: 'override',
    fields: { stepId, reason },
    more: { mailId: { flag: '--mail <id>', meaning: 'a received mail of this request, unverifiable, as evidence' } },
    done: 'Asked. A second staff member must confirm it: countersign request confirm-override',
  },
  {
    name: 'confirm-override',
    description: "confirm another staff member's override",
    path: 'override/confirmation',
    fields: { overrideId: { flag: '--override <id>', meaning: 'see overrides in: countersign request show --json' } },
    done,
  },
];

/** Adds what staff can do with a request that has started. */
export function addOrders(request: Command): void {
  for (const order of orders) addOrder(request, order);
  request
    .command('review <id>')
    .description('decide about a registration')
    .option('--activate', 'the developer gets an account and demo credentials')
    .option('--reject', 'they are told the reason, and may register again')
    .option('--reason <text>', 'why; needed with --reject, and the developer reads it')
    .option('--json', 'print JSON')
    .action(review);
  request
    .command('migrate <id>')
    .description("put the MLS's present chain in place of the one the request was started with")
    .option('--yes', 'do it; without this the difference is printed')
    .option('--reason <text>', 'with --yes: why; the developer may read it')
    .option('--json', 'print JSON')
    .action(migrate);
}

function addOrder(request: Command, { name, description, path, fields, more = {}, done: words }: Order): void {
  const command = request.command(`${name} <id>`).description(description);
  for (const { flag, meaning } of Object.values(fields)) command.requiredOption(flag, meaning);
  for (const { flag, meaning } of Object.values(more)) command.option(flag, meaning);
  command
    .option('--json', 'print JSON')
    .action(async (id: string, options: Readonly<Record<string, string>> & { json?: boolean }) => {
      const body = Object.fromEntries(
        Object.entries({ ...fields, ...more }).map(([field, { flag }]) => [field, options[/--(\w+)/.exec(flag)![1]!]]),
      );
      const view = await connect(process.env).post<object>(`/requests/${encodeURIComponent(id)}/${path}`, body);
      if (options.json) printJson(view);
      else say(`${words} See: countersign request show ${id}`);
    });
}

async function review(
  id: string,
  { activate, reject, reason: why, json }: { activate?: boolean; reject?: boolean; reason?: string; json?: boolean },
  command: Command,
): Promise<void> {
  if (activate === reject) command.error('error: give either --activate or --reject');
  if (reject && !why) command.error('error: --reject needs --reason');
  const body = { verdict: activate ? 'approve' : 'deny', ...(why ? { reason: why } : {}) };
  const view = await connect(process.env).post<object>(`/requests/${encodeURIComponent(id)}/review`, body);
  if (json) printJson(view);
  else say(`${activate ? 'Activated' : 'Rejected'}. See: countersign request show ${id}`);
}

async function migrate(
  id: string,
  { yes, reason: why, json }: { yes?: boolean; reason?: string; json?: boolean },
  command: Command,
): Promise<void> {
  if (yes && !why) command.error('error: --yes needs --reason');
  const api = connect(process.env);
  const path = `/requests/${encodeURIComponent(id)}/migration`;
  const seen = await api.get<Migration>(path);
  if (!yes) {
    if (json) return printJson(seen);
    migrationLines(seen).forEach((line) => console.log(line));
    if (!seen.isSame) say(`Nothing was changed. To do it: countersign request migrate ${id} --yes --reason TEXT`);
    return;
  }
  const view = await api.post<object>(path, { chainVersion: seen.to, reason: why });
  if (json) return printJson(view);
  say(`Done. The request follows version ${seen.to}. See: countersign request show ${id}`);
}
