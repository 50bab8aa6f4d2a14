import { Command } from 'commander';
import { connect } from './api';
import { printJson, printTable } from './output';

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
    return group;
  });
}
