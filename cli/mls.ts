import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Difference } from '../directory/difference';
import { kinds } from '../directory/file-fault';
import { CliError, connect } from './api';
import { differenceLines } from './difference-lines';
import { readFiles } from './import-files';
import { printJson, say } from './output';

interface Imported {
  readonly applied: boolean;
  readonly difference: Difference;
}

type Exported = { readonly yaml: string } | { readonly csv: Readonly<Record<(typeof kinds)[number], string>> };

/** Adds `import` and `export` to `countersign mls`. */
export function addImport(mls: Command): void {
  mls
    .command('import <path>')
    .description('add and change MLSs, approvers, plans and members; nothing is taken away')
    .addOption(new Option('--dry-run', 'only print what would change, as without --yes').conflicts('yes'))
    .option('--yes', 'do it')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nThe path is a YAML file, a CSV file or a folder of CSV files; see docs/import.md.')
    .action(importPath);
  mls
    .command('export')
    .description('write all of it, as import takes it')
    .addOption(new Option('--format <format>', 'what to write').choices(['yaml', 'csv']).default('yaml'))
    .option('--out <folder>', 'where to; needed for csv (default: standard output)')
    .action(exportAll);
}

async function importPath(path: string, { yes = false, json }: { yes?: boolean; json?: boolean }): Promise<void> {
  const files = readFiles(path);
  const done = await connect(process.env).post<Imported>(`/directory?dryRun=${String(!yes)}`, files);
  if (json) return printJson(done);
  const { added, changed, same } = done.difference;
  differenceLines(done.difference).forEach((line) => console.log(line));
  const count = `${added.length} added, ${changed.length} changed, ${same} as they were.`;
  if (done.applied) say(`Done: ${count}`);
  else if (added.length + changed.length === 0) say('There is nothing to change.');
  else say(`Nothing was changed yet (${count}) To do it: countersign mls import ${path} --yes`);
}

async function exportAll({ format, out }: { format: 'yaml' | 'csv'; out?: string }, command: Command): Promise<void> {
  if (format === 'csv' && out === undefined) command.error('error: --format csv needs --out');
  const exported = await connect(process.env).get<Exported>(`/directory?format=${format}`);
  if (out === undefined) return console.log('yaml' in exported ? exported.yaml.trimEnd() : '');
  const files: Readonly<Record<string, string>> =
    'yaml' in exported
      ? { 'directory.yaml': exported.yaml }
      : Object.fromEntries(kinds.map((kind) => [`${kind}.csv`, exported.csv[kind]]));
  try {
    mkdirSync(out, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
  } catch (cause) {
    throw new CliError(`${out} cannot be written: ${(cause as Error).message}`, { cause });
  }
  say(`Written to ${out}: ${Object.keys(files).join(', ')}.`);
}
