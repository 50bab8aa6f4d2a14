import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { AuditEvent } from '../domain/audit';
import { keyHolderKinds } from '../domain/plan';
import { type Api, connect } from './api';
import { addContact } from './request-contact';
import { printJson, printTable, say, utc } from './output';
import { addMessages } from './request-messages';
import { addOrders } from './request-orders';
import { changeWords, printStarted, printView, type RequestView } from './request-view';

interface StartOptions {
  plan: string;
  developer: string;
  product: string;
  url?: string;
  use: string;
  holder?: string;
  flexmlsUser?: string;
  genericAgent?: boolean;
  acceptTerms?: boolean;
  idempotencyKey?: string;
  json?: boolean;
}

const watchEveryMs = 1_000;

/** `countersign request …`: start a request, look at it, follow it, get it going again, take it back, replace or end its key. */
export function requestCommands(): Command {
  const request = new Command('request').description('start, show and follow requests for a key');
  request
    .command('start')
    .description('start a request for a developer; the first approvers are asked at once')
    .requiredOption('--plan <id>', 'data plan (see: countersign plan list)')
    .requiredOption('--developer <id>', 'who asks (see: countersign developer list)')
    .requiredOption('--product <name>', 'what is built with the data')
    .option('--url <address>', 'where the product is found')
    .requiredOption('--use <text>', 'what is built, how the data is used, who sees it')
    .addOption(new Option('--holder <kind>', 'whom the key is tied to').choices(keyHolderKinds).default('member'))
    .option('--flexmls-user <name>', 'Flexmls user name the key is tied to')
    .option('--generic-agent', 'one key for several brokers or agents')
    .option('--accept-terms', "the developer accepts the plan's terms")
    .option('--idempotency-key <key>', 'the same key starts one request, however often it is sent (default: a new one)')
    .option('--json', 'print JSON')
    .action(start);
  addContact(request);
  request.command('show <id>').description('where a request stands').option('--json', 'print JSON').action(show);
  request
    .command('list')
    .description('requests, newest first')
    .option('--search <text>', 'in MLS, plan, developer or id')
    .addOption(
      new Option('--state <state>', 'only these').choices([
        'open',
        'settled',
        'needs-staff',
        'registrations',
        'direct',
        'changes',
      ]),
    )
    .option('--json', 'print JSON')
    .action(list);
  request
    .command('watch <id>')
    .description('print what happens, until the request is settled and its key is with the developer')
    .option('--json', 'one JSON object a line')
    .action(watch);
  addMessages(request);
  addOrders(request);
  return request;
}

async function start(options: StartOptions): Promise<void> {
  const body = {
    planId: options.plan,
    developerId: options.developer,
    keyHolder: options.genericAgent
      ? { kind: 'generic-agent', flexmlsUser: null }
      : { kind: options.holder, flexmlsUser: options.flexmlsUser ?? null },
    product: { name: options.product, url: options.url ?? null },
    use: options.use,
    termsAccepted: options.acceptTerms === true,
  };
  const view = await connect(process.env).post<RequestView>('/requests', body, {
    'idempotency-key': options.idempotencyKey ?? randomUUID(),
  });
  printStarted(view, options.json);
}

async function show(id: string, { json }: { json?: boolean }): Promise<void> {
  const api = connect(process.env);
  const path = `/requests/${encodeURIComponent(id)}`;
  const view = await api.get<RequestView>(path);
  if (json) return printJson(view);
  printView(view);
  for (const event of await events(api, id, 0)) console.log(`  ${utc(event.at)}  ${event.note}`);
}

async function list({ search, state, json }: { search?: string; state?: string; json?: boolean }): Promise<void> {
  const query = new URLSearchParams({ ...(search ? { search } : {}), ...(state ? { state } : {}) });
  const { requests } = await connect(process.env).get<{ requests: RequestView[] }>(`/requests?${query.toString()}`);
  if (json) return printJson(requests);
  if (requests.length === 0) return say('No requests. Start one: countersign request start --help');
  const rows = requests.map(({ request, standing }) => [
    request.id,
    utc(request.createdAt),
    request.ask.mls.name,
    `${changeWords(request.ask)}${request.ask.plan.name}`,
    request.ask.requester.name,
    standing.state,
  ]);
  printTable(['ID', 'STARTED', 'MLS', 'PLAN', 'DEVELOPER', 'STANDING'], rows);
}

async function watch(id: string, { json }: { json?: boolean }): Promise<void> {
  const api = connect(process.env);
  for (let seen = 0; ; await pause(watchEveryMs)) {
    const view = await api.get<RequestView>(`/requests/${encodeURIComponent(id)}`);
    for (const event of await events(api, id, seen)) {
      if (json) printJson(event);
      else console.log(`${utc(event.at)}  ${event.note}`);
      seen = event.seq;
    }
    if (isOver(view)) return json ? undefined : say(view.standing.because);
  }
}

function isOver({ standing, credential }: RequestView): boolean {
  if (standing.state === 'pending') return false;
  return (
    standing.state !== 'approved' ||
    (credential !== null && (credential.pickedUpAt !== null || credential.disabledAt !== null))
  );
}

async function events(api: Api, id: string, after: number): Promise<readonly AuditEvent[]> {
  const { events: found } = await api.get<{ events: AuditEvent[] }>(
    `/requests/${encodeURIComponent(id)}/events?after=${after}`,
  );
  return found;
}
