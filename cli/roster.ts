import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { rosterFormat } from '../domain/roster';
import { countWords } from '../domain/roster-words';
import { isSignedRoster, rosterId, type SignedRoster } from '../rosters/signed-roster';
import { CliError, connect } from './api';
import { readPublicKey } from './evidence-checkpoint';
import { readJsonFile } from './json-file';
import { plain, printJson, say, utc } from './output';

interface RosterOptions {
  readonly format: 'json' | 'csv' | 'pdf';
  readonly out?: string;
  readonly kept?: string;
}

/** Adds `roster` and `roster-verify` to `countersign mls`. */
export function addRoster(mls: Command): void {
  mls
    .command('roster <mls>')
    .description('make the signed roster of everything that an MLS has granted, as it is now')
    .addOption(
      new Option('--format <format>', 'only json carries the signature')
        .choices(['json', 'csv', 'pdf'])
        .default('json'),
    )
    .option('--kept <roster>', 'one that was made before, by its id, and no new one')
    .option('--out <file>', 'write it there, readable by you only (default: print it); needed for pdf')
    .action(roster);
  mls
    .command('roster-verify <file>')
    .description('check a roster in JSON without network and without the service; exit code 1 when it does not hold')
    .option('--key <key>', "the operator's public key, hex or a file: whose signature it must have")
    .option('--json', 'print JSON')
    .action(verify);
}

async function roster(mlsId: string, { format, out, kept }: RosterOptions, command: Command): Promise<void> {
  if (format === 'pdf' && out === undefined) command.error('error: --format pdf needs --out');
  const api = connect(process.env);
  const path = `/mlses/${encodeURIComponent(mlsId)}/rosters`;
  const id = kept ?? (await api.post<{ id: string }>(path, {})).id;
  const bytes = await api.download(`${path}/${encodeURIComponent(id)}?format=${format}`).catch((cause: Error) => {
    throw kept === undefined ? new CliError(`${cause.message} The roster is kept: --kept ${id}`, { cause }) : cause;
  });
  // As it is: a line end more would be another hash.
  if (out === undefined) return void process.stdout.write(bytes);
  await writeFile(out, bytes, { mode: 0o600 }).catch((cause: Error) => {
    throw new CliError(`${out} could not be written: ${cause.message}`, { cause });
  });
  say(`Written. It is kept as ${id}.`);
  if (format === 'json') say(`Check it anywhere: countersign mls roster-verify ${out}`);
}

const file = z.looseObject({
  format: z.literal(rosterFormat),
  mls: z.looseObject({ name: z.string() }),
  at: z.number(),
  counts: z.record(z.string(), z.number()),
  grants: z.array(z.looseObject({})),
  key: z.string(),
  signature: z.string(),
});

/** @throws CliError when it is no roster at all. */
async function readRoster(path: string): Promise<SignedRoster> {
  const content = await readJsonFile(path);
  const { success, error } = file.safeParse(content);
  if (success) return content as SignedRoster;
  const { path: field, message } = error.issues[0]!;
  throw new CliError(
    `${path} is no roster of the format ${rosterFormat}: ${field.join('.') || 'all of it'}: ${message}. Make one with: countersign mls roster`,
  );
}

async function verify(path: string, { key: given, json }: { key?: string; json?: boolean }): Promise<void> {
  const read = await readRoster(path);
  const key = given === undefined ? undefined : await readPublicKey(given);
  const faults = [
    ...(isSignedRoster(read) ? [] : ['it is not what its key has signed']),
    ...(key === undefined || key === read.key ? [] : [`it is signed by the key ${read.key}, not by ${key}`]),
  ];
  const id = rosterId(read);
  const ok = faults.length === 0;
  if (!ok) process.exitCode = 1;
  if (json) return printJson({ ok, id, mls: read.mls, at: read.at, counts: read.counts, key: read.key, faults });
  if (!ok) return console.log(plain(`NOT ok  ${faults.join('; ')}`));
  const whose = key === undefined ? 'whose key that is was not checked (--key)' : 'the key that was given';
  console.log(plain(`ok      signed by ${read.key}, ${whose}`));
  const counts = read.grants.length === 0 ? 'nothing granted' : countWords(read.counts);
  console.log(plain(`        ${read.mls.name}, ${utc(read.at)}: ${counts}`));
  console.log(`        SHA-256 ${id}, which its CSV and its PDF name`);
}
