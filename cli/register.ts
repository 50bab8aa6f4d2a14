import { type Command, Option } from 'commander';
import { authorizationRoles } from '../domain/authorization';
import { dataRoles } from '../domain/plan';
import { scopeWords, validityWords } from '../domain/register-words';
import { connect } from './api';
import { plain, printJson, printTable, say, utc } from './output';

interface Facts {
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly role: string;
  readonly dataRoles: readonly ('idx' | 'vow' | 'private' | 'own')[] | null;
  readonly planIds: readonly string[] | null;
  readonly backupId: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

interface ChangeView {
  readonly id: string;
  readonly kind: string;
  readonly approverId: string;
  readonly state: string;
  readonly proposedBy: { readonly name: string };
  readonly proposedAt: number;
  readonly inForceAt: number | null;
}

interface RegisterView {
  readonly entries: readonly (Facts & {
    readonly id: string;
    readonly active: boolean;
    readonly mayDecide: boolean;
    readonly attestedAt: number | null;
    readonly notAttestedSince: number | null;
  })[];
  readonly changes: readonly ChangeView[];
  readonly tasks: readonly { readonly id: string; readonly note: string; readonly openedAt: number }[];
}

type Proposing = Readonly<Record<string, string | undefined>> & { readonly json?: true };

/** Adds `countersign mls register …`: who may decide for an MLS, and how two staff members change that. */
export function addRegister(mls: Command): void {
  const register = mls.command('register').description('who may decide for an MLS; one proposes, another confirms');
  register
    .command('list <mls>')
    .description('the people, what changes, and what waits for staff')
    .option('--json', 'print JSON')
    .action(list);
  addPropose(register);
  register
    .command('confirm <mls> <change>')
    .description('the second yes to what somebody else has proposed')
    .option('--json', 'print JSON')
    .action((mlsId: string, id: string, { json }: { json?: boolean }) => settle(mlsId, id, 'confirmation', {}, json));
  register
    .command('cancel <mls> <change>')
    .description('stop a change that is not in force yet')
    .requiredOption('--reason <text>', 'why; it stands in the log')
    .option('--json', 'print JSON')
    .action((mlsId: string, id: string, { reason, json }: { reason: string; json?: boolean }) =>
      settle(mlsId, id, 'cancellation', { reason }, json),
    );
  register
    .command('close-task <mls> <task>')
    .description('a task about the register is done, or needs nothing more')
    .option('--json', 'print JSON')
    .action(closeTask);
}

function addPropose(register: Command): void {
  register
    .command('propose <mls>')
    .description('propose to add, change or remove somebody; a second staff member must confirm it')
    .addOption(
      new Option('--add <id>', 'an id that is free; it names the person for good').conflicts(['change', 'remove']),
    )
    .addOption(new Option('--change <id>', 'what is not given stays as it is').conflicts('remove'))
    .option('--remove <id>', 'in force as soon as it is confirmed')
    .option('--name <name>', 'with --add: needed')
    .option('--email <address>', 'the exact mailbox; with --add: needed')
    .option('--title <title>', 'such as "Broker of record"; with --add: needed')
    .addOption(new Option('--role <role>', 'with --add: needed').choices([...authorizationRoles]))
    .option('--data-roles <list>', `of ${dataRoles.join(', ')}, with commas; any: no limit`)
    .option('--plans <list>', 'ids of plans, with commas; any: no limit')
    .option('--backup <id>', 'who is asked when this one no longer may be; nobody: none')
    .option('--from <day>', 'first day, YYYY-MM-DD; any: at once')
    .option('--until <day>', 'last day, YYYY-MM-DD; any: until further notice')
    .option('--source <text>', 'where the authority comes from; with --add: needed')
    .requiredOption('--reason <text>', 'why; it stands in the log, and those who decide read it')
    .option('--json', 'print JSON')
    .action(propose);
}

async function list(mlsId: string, { json }: { json?: boolean }): Promise<void> {
  const view = await connect(process.env).get<RegisterView>(`/mlses/${encodeURIComponent(mlsId)}/register`);
  if (json) return printJson(view);
  const people = view.entries.map((entry) => [
    entry.id,
    plain(entry.name),
    plain(entry.email),
    entry.role,
    plain(scopeWords(entry)),
    validityWords(entry),
    entry.backupId ?? '',
    attestedWords(entry),
    entry.mayDecide ? 'may decide' : entry.active ? 'not now' : 'left',
  ]);
  printTable(['ID', 'NAME', 'MAILBOX', 'ROLE', 'DECIDES ABOUT', 'VALID', 'BACKUP', 'ATTESTED', 'NOW'], people);
  if (view.changes.length > 0) {
    const changes = view.changes.map(({ id, kind, approverId, state, proposedBy, inForceAt }) => [
      id,
      `${kind} ${approverId}`,
      state,
      plain(proposedBy.name),
      inForceAt === null ? '' : utc(inForceAt),
    ]);
    console.log('');
    printTable(['CHANGE', 'WHAT', 'STATE', 'PROPOSED BY', 'IN FORCE'], changes);
  }
  for (const { id, note, openedAt } of view.tasks) say(`Needs you (${id}, since ${utc(openedAt)}): ${plain(note)}`);
}

function attestedWords({ attestedAt, notAttestedSince }: RegisterView['entries'][number]): string {
  if (notAttestedSince !== null) return `not since ${utc(notAttestedSince)}`;
  return attestedAt === null ? '' : utc(attestedAt);
}

async function propose(mlsId: string, options: Proposing, command: Command): Promise<void> {
  const { add, change, remove, reason, json } = options;
  const approverId = add ?? change ?? remove;
  if (approverId === undefined) command.error('error: give one of --add, --change and --remove');
  const kind = add !== undefined ? 'add' : change !== undefined ? 'change' : 'remove';
  const body = { kind, approverId, reason, ...(kind === 'remove' ? {} : factsIn(options)) };
  const path = `/mlses/${encodeURIComponent(mlsId)}/register/changes`;
  const proposed = await connect(process.env).post<ChangeView>(path, body);
  if (json) return printJson(proposed);
  say(`Proposed. A second staff member confirms it: countersign mls register confirm ${mlsId} ${proposed.id}`);
}

/** By the API's names; what was not given is left out. */
function factsIn(options: Proposing): object {
  const { name, email, title, role, source, backup, from, until } = options;
  const given = {
    name,
    email,
    title,
    role,
    source,
    dataRoles: listed(options['dataRoles']),
    planIds: listed(options['plans']),
    backupId: backup,
    validFrom: from,
    validTo: until,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, limits.includes(field) && isNone(value) ? null : value]],
    ),
  );
}

function listed(text: string | undefined): string | readonly string[] | undefined {
  return text === undefined || text === 'any' ? text : text.split(',');
}

function isNone(value: unknown): boolean {
  return value === 'any' || value === 'nobody';
}

/** Fields that may say "no limit". */
const limits: readonly string[] = ['dataRoles', 'planIds', 'backupId', 'validFrom', 'validTo'];

async function settle(mlsId: string, id: string, act: string, body: object, json: boolean | undefined): Promise<void> {
  const path = `/mlses/${encodeURIComponent(mlsId)}/register/changes/${encodeURIComponent(id)}/${act}`;
  const change = await connect(process.env).post<ChangeView>(path, body);
  if (json) return printJson(change);
  const { state, inForceAt } = change;
  if (state === 'waiting') say(`Confirmed. In force from ${utc(inForceAt!)}, unless somebody objects.`);
  else say(state === 'in-force' ? 'Confirmed, and in force.' : 'Cancelled.');
}

async function closeTask(mlsId: string, id: string, { json }: { json?: boolean }): Promise<void> {
  const path = `/mlses/${encodeURIComponent(mlsId)}/register/tasks/${encodeURIComponent(id)}/closing`;
  const closed = await connect(process.env).post<{ note: string }>(path, {});
  if (json) return printJson(closed);
  say(`Closed: ${plain(closed.note)}`);
}
