import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { dataRoles, keyHolderKinds } from '../domain/plan';
import { connect } from './api';
import type { GrantView } from './grant-view';
import { printStarted, type RequestView } from './request-view';

interface ChangeOptions {
  readonly plan?: string;
  readonly role?: string;
  readonly holder?: string;
  readonly flexmlsUser?: string;
  readonly genericAgent?: boolean;
  readonly product?: string;
  readonly url?: string;
  readonly use?: string;
  readonly redirectUri?: string;
  readonly acceptTerms?: boolean;
  readonly idempotencyKey?: string;
  readonly json?: boolean;
}

/** Adds the commands that ask an MLS anew about what it has granted. */
export function addGrantChanges(grant: Command): void {
  withFields(grant.command('renew <id>').description('ask for a new term; what is given here changes with it')).action(
    (id: string, options: ChangeOptions) => ask('renewal', id, options),
  );
  withFields(grant.command('amend <id>').description('ask for a change; the term stays')).action(
    (id: string, options: ChangeOptions) => ask('amendment', id, options),
  );
}

function withFields(command: Command): Command {
  return command
    .option('--plan <id>', 'another data plan of the same MLS')
    .addOption(new Option('--role <role>', 'only where the MLS was asked directly').choices(dataRoles))
    .addOption(new Option('--holder <kind>', 'whom the key is tied to from now on').choices(keyHolderKinds))
    .option('--flexmls-user <name>', 'Flexmls user name the key is tied to from now on')
    .option('--generic-agent', 'one key for several brokers or agents')
    .option('--product <name>', 'what is built with the data')
    .option('--url <address>', 'where the product is found')
    .option('--use <text>', 'what is built, how the data is used, who sees it')
    .option('--redirect-uri <address>', 'only for an OpenID Connect client: where agents are sent back to')
    .option(
      '--accept-terms',
      'what was approved still holds but for the changes, and the developer accepts the terms as they are now',
    )
    .option('--idempotency-key <key>', 'the same key starts one request, however often it is sent (default: a new one)')
    .option('--json', 'print JSON');
}

async function ask(kind: 'renewal' | 'amendment', id: string, options: ChangeOptions): Promise<void> {
  const api = connect(process.env);
  const path = `/grants/${encodeURIComponent(id)}`;
  const { granted } = await api.get<GrantView>(path);
  const view = await api.post<RequestView>(`${path}/changes`, bodyOf(kind, granted, options), {
    'idempotency-key': options.idempotencyKey ?? randomUUID(),
  });
  printStarted(view, options.json);
}

/** Key holder and product are sent whole: what is not given of them stays as it is granted. */
function bodyOf(
  kind: 'renewal' | 'amendment',
  granted: GrantView['granted'],
  { plan: planId, role, holder, flexmlsUser, genericAgent, product, url, use, redirectUri, acceptTerms }: ChangeOptions,
): object {
  const isHolder = holder !== undefined || flexmlsUser !== undefined;
  const named = { kind: holder ?? granted.keyHolder.kind, flexmlsUser: flexmlsUser ?? granted.keyHolder.flexmlsUser };
  return {
    kind,
    planId,
    role,
    use,
    redirectUri,
    ...(genericAgent || isHolder
      ? { keyHolder: genericAgent ? { kind: 'generic-agent', flexmlsUser: null } : named }
      : {}),
    ...(product === undefined && url === undefined
      ? {}
      : { product: { name: product ?? granted.product.name, url: url ?? granted.product.url } }),
    termsAccepted: acceptTerms === true,
  };
}
