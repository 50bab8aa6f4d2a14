import { Command, Option } from 'commander';
import { type GrantState, grantStates } from '../domain/grant';
import type { GrantOrderKind } from '../domain/refuse-grant-order';
import { connect } from './api';
import { addGrantChanges } from './grant-change';
import { type GrantView, printGrant } from './grant-view';
import { plain, printJson, printTable, say, utc } from './output';

interface Order {
  readonly kind: GrantOrderKind;
  readonly description: string;
  /** Its address under the grant. */
  readonly path: string;
  readonly done: string;
}

const orders: readonly Order[] = [
  {
    kind: 'suspend',
    description: 'its keys stop working until it is reinstated',
    path: 'suspension',
    done: 'Suspended.',
  },
  { kind: 'reinstate', description: 'the same keys work again', path: 'reinstatement', done: 'Reinstated.' },
  { kind: 'revoke', description: 'end it for good, and its keys with it', path: 'revocation', done: 'Revoked.' },
  {
    kind: 'leave',
    description: "the key's holder has left or moved: 30 days of transition",
    path: 'departure',
    done: 'In transition.',
  },
  {
    kind: 'stay',
    description: "the key's holder stays: the transition ends",
    path: 'continuation',
    done: 'It goes on.',
  },
];

/** `countersign grant …`: what MLSs have granted, for as long as it lasts. */
export function grantCommands(): Command {
  const grant = new Command('grant').description(
    'what MLSs have granted: renew, change, suspend, end it, replace its key',
  );
  grant
    .command('list')
    .description('grants, newest first')
    .option('--search <text>', 'in MLS, plan, developer, product or id')
    .option('--mls <id>', 'only of this MLS')
    .option('--developer <id>', 'only of this developer')
    .addOption(new Option('--state <state>', 'only those that stand so now').choices(grantStates))
    .option('--json', 'print JSON')
    .action(list);
  grant.command('show <id>').description('where a grant stands').option('--json', 'print JSON').action(show);
  for (const order of orders) addOrder(grant, order);
  grant
    .command('rotate <id>')
    .description('replace the key; the old one goes on for a while')
    .requiredOption('--reason <text>', 'why; the developer may read it')
    .option('--overlap-days <days>', 'how long the old key goes on once the new one has been picked up (default: 14)')
    .option('--json', 'print JSON')
    .action(rotate);
  addGrantChanges(grant);
  return grant;
}

interface ListOptions {
  readonly search?: string;
  readonly mls?: string;
  readonly developer?: string;
  readonly state?: GrantState;
  readonly json?: boolean;
}

async function list({ search, mls, developer, state, json }: ListOptions): Promise<void> {
  const wanted = Object.entries({ search, mlsId: mls, developerId: developer, state }).filter(([, value]) => value);
  const query = new URLSearchParams(Object.fromEntries(wanted) as Record<string, string>);
  const { grants } = await connect(process.env).get<{ grants: GrantView[] }>(`/grants?${query.toString()}`);
  if (json) return printJson(grants);
  if (grants.length === 0 && wanted.length > 0) return say('No grant fits that.');
  if (grants.length === 0) return say('Nothing is granted. A grant begins with the key of an approved request.');
  const rows = grants.map(({ id, granted, standing }) => [
    id,
    standing.state,
    utc(standing.until),
    granted.mls.name,
    granted.requester.name,
    plain(granted.product.name),
  ]);
  printTable(['ID', 'STATE', 'UNTIL', 'MLS', 'DEVELOPER', 'PRODUCT'], rows);
}

async function show(id: string, { json }: { json?: boolean }): Promise<void> {
  const view = await connect(process.env).get<GrantView>(`/grants/${encodeURIComponent(id)}`);
  if (json) printJson(view);
  else printGrant(view);
}

function addOrder(grant: Command, { kind, description, path, done }: Order): void {
  grant
    .command(`${kind} <id>`)
    .description(description)
    .requiredOption('--reason <text>', 'why; the developer may read it')
    .option('--json', 'print JSON')
    .action((id: string, { reason, json }: { reason: string; json?: boolean }) =>
      send(id, path, { reason }, done, json),
    );
}

async function rotate(
  id: string,
  { reason, overlapDays, json }: { reason: string; overlapDays?: string; json?: boolean },
): Promise<void> {
  const body = { reason, ...(overlapDays === undefined ? {} : { overlapDays: Number(overlapDays) }) };
  await send(id, 'rotation', body, 'A new key is being made; the developer gets a mail to pick it up.', json);
}

async function send(id: string, path: string, body: object, done: string, json: boolean | undefined): Promise<void> {
  const view = await connect(process.env).post<GrantView>(`/grants/${encodeURIComponent(id)}/${path}`, body);
  if (json) printJson(view);
  else say(`${done} See: countersign grant show ${id}`);
}
