import { Command } from 'commander';
import { connect } from './api';
import { addImport } from './mls';
import { printJson, printTable, say } from './output';
import { addRegister } from './register';
import { addRoster } from './roster';

interface Listing {
  readonly name: 'mls' | 'plan' | 'developer';
  readonly path: string;
  readonly description: string;
  readonly headings: readonly string[];
  readonly fields: readonly string[];
}

const listings: readonly Listing[] = [
  {
    name: 'mls',
    path: 'mlses',
    description: 'MLSs',
    headings: ['ID', 'NAME', 'STATE', 'TIME ZONE'],
    fields: ['id', 'name', 'state', 'timeZone'],
  },
  {
    name: 'plan',
    path: 'plans',
    description: 'data plans',
    headings: ['ID', 'MLS', 'NAME', 'ROLE'],
    fields: ['id', 'mlsId', 'name', 'role'],
  },
  {
    name: 'developer',
    path: 'developers',
    description: 'developers',
    headings: ['ID', 'NAME', 'COMPANY', 'EMAIL'],
    fields: ['id', 'name', 'company', 'email'],
  },
];

/** `countersign mls|plan|developer list`: the ids that other commands take. */
export function directoryCommands(): Command[] {
  return listings.map(({ name, path, description, headings, fields }) => {
    const group = new Command(name).description(`the ${description} in the store`);
    group
      .command('list')
      .description(`list the ${description}`)
      .option('--json', 'print JSON')
      .action(async ({ json }: { json?: boolean }) => {
        const answer = await connect(process.env).get<Record<string, Record<string, string>[]>>(`/${path}`);
        const rows = answer[path] ?? [];
        if (json) return printJson(rows);
        printTable(
          headings,
          rows.map((row) => fields.map((field) => row[field] ?? '')),
        );
      });
    if (name === 'developer') addCommand(group);
    if (name === 'mls') {
      addImport(group);
      addRegister(group);
      addRoster(group);
    }
    return group;
  });
}

function addCommand(group: Command): void {
  group
    .command('add')
    .description('add a developer who is not in the store yet')
    .requiredOption('--name <name>', 'the person who asks')
    .requiredOption('--company <name>', 'who they ask for')
    .requiredOption('--email <address>', 'where their mails go')
    .option('--json', 'print JSON')
    .action(
      async ({ name, company, email, json }: { name: string; company: string; email: string; json?: boolean }) => {
        const added = await connect(process.env).post<{ id: string }>('/developers', { name, company, email });
        if (json) return printJson(added);
        console.log(added.id);
        say(`Added. Next: countersign request start --developer ${added.id} --help`);
      },
    );
}
