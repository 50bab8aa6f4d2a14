import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import { statementLabels } from '../domain/statement';
import { connect } from './api';
import { readJsonFile } from './json-file';
import { printStarted, type RequestView } from './request-view';

/** What a file can hold; the help shows it. */
export const contactExample = {
  mlsId: 'cedar-valley',
  developerId: 'dana-fox',
  keyKind: 'bearer',
  role: 'private',
  keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
  product: { name: 'Foxglove Desk', url: 'https://desk.foxglove.example' },
  use: 'A desk for one brokerage that shows its agents all listings of the MLS.',
  statement: {
    agent: 'Jordan Doe',
    office: 'Doe & Vale Realty',
    licence: 'OR 201234567',
    authorization: 'Agreement signed by Jordan Doe on 3 November 2026.',
    audience: 'The agents of the office, after they signed in.',
    handling: 'Stored encrypted for as long as the key lives; shown to signed-in agents only.',
    fields: 'All fields that a member may see; active and sold listings.',
    otherMlses: '',
    redirectUri: '',
  },
  termsAccepted: true,
};

/** `countersign request contact`: a direct request says more than fits on a command line, so it stands in a file. */
export function addContact(request: Command): void {
  request
    .command('contact <file>')
    .description('ask an MLS directly for a developer, where no data plan fits or an OpenID Connect key is wanted')
    .option('--idempotency-key <key>', 'the same key starts one request, however often it is sent (default: a new one)')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action(contact);
}

const notes: Readonly<Record<string, string>> = {
  agent: ' (needed unless the key acts for the generic agent)',
  office: ' (may be left out)',
  licence: ' (needed unless the key acts for the generic agent)',
  otherMlses: ' (may be left out)',
  redirectUri: ' (oidc only, and needed there)',
};

const help = `
The file holds JSON like this (MLSs: countersign mls list; developers: countersign developer list):

${JSON.stringify(contactExample, null, 2)}

  keyKind         ${keyKinds.join(', ')}
  role            ${dataRoles.join(', ')}
  keyHolder.kind  ${keyHolderKinds.join(', ')}; flexmlsUser is null for generic-agent,
                  and an oidc client always has the generic agent
  statement       in the developer's words; what is not needed may be left out or empty:
${Object.entries(statementLabels)
  .map(([field, label]) => `    ${field.padEnd(14)}${label}${notes[field] ?? ''}`)
  .join('\n')}
  termsAccepted   the developer accepts that the key is used only as stated, and under the terms the MLS names`;

async function contact(file: string, options: { idempotencyKey?: string; json?: boolean }): Promise<void> {
  const body = await readJsonFile(file);
  const view = await connect(process.env).post<RequestView>('/requests/direct', body, {
    'idempotency-key': options.idempotencyKey ?? randomUUID(),
  });
  printStarted(view, options.json);
}
