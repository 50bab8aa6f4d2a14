import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { readConfig } from '../app/config';
import { addKey, keysFileIn, keySourceOf } from '../app/keyring';
import { type Api, CliError, connect } from './api';
import { printJson, printTable, say } from './output';

interface SealingKey {
  readonly id: string;
  readonly state: 'seals' | 'opens' | 'missing' | 'another';
  readonly sealed: Readonly<Record<string, number>>;
  readonly runningWorkflows: number | null;
}

interface Status {
  readonly keys: readonly SealingKey[];
  readonly retentionDays: number;
}

interface Thing {
  readonly kind: string;
  readonly id: string;
}

/** `countersign keys …`: the keys that seal what is kept, and their rotation. */
export function keysCommands(): Command {
  const keys = new Command('keys').description('the keys that seal what is kept, and their rotation');
  keys
    .command('status')
    .description('what is sealed with which key, and which key may go')
    .option('--json', 'print JSON')
    .action(status);
  keys
    .command('add')
    .description('put a fresh key into the key file of the data folder; it seals from the next start on')
    .action(add);
  keys
    .command('reseal')
    .description(
      'seal everything in the store with the current key; may be stopped and run again, beside the running service',
    )
    .option('--json', 'print JSON')
    .action(reseal);
  return keys;
}

async function status({ json }: { json?: boolean }): Promise<void> {
  const found = await statusOf(connect(process.env));
  if (json) return printJson(found);
  const rows = found.keys.map(({ id, state, sealed, runningWorkflows }) => [
    id,
    state,
    ...['credential', 'letter', 'mail', 'attachment', 'oidc'].map((kind) => String(sealed[kind])),
    runningWorkflows === null ? '-' : String(runningWorkflows),
  ]);
  printTable(['KEY', 'STATE', 'SECRETS', 'LETTERS', 'MAILS', 'FILES', 'SIGN-INS', 'RUNNING WORKFLOWS'], rows);
  for (const key of found.keys) if (key.state !== 'seals') say(adviceFor(key, found.retentionDays));
}

function adviceFor(key: SealingKey, retentionDays: number): string {
  const { id, state, runningWorkflows } = key;
  if (state === 'another') return `${id}: the keyring has another key under this name. Put the right one in its place.`;
  if (state === 'missing') return `${id}: not in the keyring any more.`;
  const needs = [
    ...(atRest(key) > 0 ? ['things in the store: countersign keys reseal'] : []),
    ...((runningWorkflows ?? 0) > 0 ? ['running workflows that began while it sealed'] : []),
  ];
  if (needs.length > 0) return `${id}: must stay, for ${needs.join(', and for ')}.`;
  return `${id}: may go. Until ${retentionDays} days after its last workflow has ended, Temporal still keeps histories that only it opens.`;
}

const atRest = ({ sealed }: SealingKey) => Object.values(sealed).reduce((sum, count) => sum + count, 0);

function add(): void {
  const config = readConfig(process.env);
  const file = keysFileIn(config.COUNTERSIGN_DATA);
  const source = keySourceOf(config);
  if (source !== file)
    throw new CliError(
      `The keys come from ${source}, not from a file of ours. Add one there: k2:$(openssl rand -base64 32), behind the others until every process has it, then before them.`,
    );
  if (!existsSync(file))
    throw new CliError(`There is no key file yet (${file}). It is made at the first start: npm start.`);
  const id = addKey(file);
  console.log(id);
  say(`${id} seals from the next start on. Start Countersign again, then: countersign keys reseal. Back up ${file}.`);
}

async function reseal({ json }: { json?: boolean }): Promise<void> {
  const api = connect(process.env);
  const { keys } = await statusOf(api);
  const total = keys.filter(({ state }) => state !== 'seals').reduce((sum, key) => sum + atRest(key), 0);
  const unreadable: Thing[] = [];
  let resealed = 0;
  for (let after: Thing | null = null, isMore = true; isMore; isMore = after !== null) {
    const done: { resealed: number; unreadable: readonly Thing[]; next: Thing | null } = await api.post(
      '/sealing/batches',
      { after },
    );
    resealed += done.resealed;
    unreadable.push(...done.unreadable);
    after = done.next;
    showProgress(resealed + unreadable.length, total);
  }
  if (unreadable.length > 0) process.exitCode = 1;
  if (json) return printJson({ resealed, unreadable });
  for (const { kind, id } of unreadable)
    console.log(`NOT ok  ${kind} ${id} does not open: its bytes were changed, or its key is missing.`);
  const current = keys.find(({ state }) => state === 'seals')?.id ?? 'the current key';
  console.log(`${resealed} sealed anew with ${current}.`);
}

const barWidth = 30;

/** On a terminal only, and beside the data. */
function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY || total === 0) return;
  const filled = Math.min(barWidth, Math.round((done / total) * barWidth));
  process.stderr.write(`\r${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done} of ${total}`);
  if (done >= total) process.stderr.write('\n');
}

function statusOf(api: Api): Promise<Status> {
  return api.get<Status>('/sealing/keys');
}
