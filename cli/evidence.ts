import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { EvidenceBundle } from '../domain/evidence-bundle';
import { CliError, connect } from './api';
import { checkBundle } from './evidence-checks';
import { readPublicKey } from './evidence-checkpoint';
import { parseBundle, readBundle } from './evidence-file';
import { evidenceLines } from './evidence-lines';
import type { Check, Reverify } from './evidence-mail-checks';
import { loadInbound } from './load-inbound';
import { plain, printJson, say } from './output';

interface VerifyOptions {
  json?: boolean;
  checkpoint?: string;
  key?: string;
}

/** `countersign evidence …`: take out what proves a request's decisions, and check it without the service that made it. */
export function evidenceCommands(load: () => Promise<{ readonly reverify: Reverify }> = loadInbound): Command {
  const evidence = new Command('evidence').description('what proves the decisions of a request, to be checked offline');
  evidence
    .command('export <request>')
    .description('everything that proves the decisions, mails included, as one JSON document')
    .option('--out <file>', 'write it there, readable by you only (default: print it)')
    .action(exportBundle);
  evidence
    .command('show <request>')
    .description('who decided what, and by which proof')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const bundle = await fetchBundle(id);
      if (json) return printJson(bundle);
      console.log(evidenceLines(bundle).join('\n'));
    });
  evidence
    .command('verify <file>')
    .description(
      'check an exported document without network and without the service; exit code 1 when anything is wrong',
    )
    .option('--checkpoint <hash>', 'an audit hash of this request that was noted elsewhere: its row must be there')
    .option('--key <key>', "the operator's public key, hex or a file: whose signature the checkpoint has")
    .option('--json', 'print JSON')
    .action(async (file: string, options: VerifyOptions) =>
      verify(await readBundle(file), (await load()).reverify, options),
    );
  return evidence;
}

async function fetchBundle(id: string): Promise<EvidenceBundle> {
  const path = `/requests/${encodeURIComponent(id)}/evidence`;
  return parseBundle('The answer of the server', await connect(process.env).get<unknown>(path));
}

async function exportBundle(id: string, { out }: { out?: string }): Promise<void> {
  const bundle = await fetchBundle(id);
  if (out === undefined) return printJson(bundle);
  await writeFile(out, `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600 }).catch((cause: Error) => {
    throw new CliError(`${out} could not be written: ${cause.message}`, { cause });
  });
  say(`Written. Check it anywhere: countersign evidence verify ${out}`);
  say(`Note this elsewhere, so that rows cut off later show: --checkpoint ${bundle.audit.at(-1)?.hash ?? ''}`);
}

async function verify(
  bundle: EvidenceBundle,
  judgeAgain: Reverify,
  { json, checkpoint, key: given }: VerifyOptions,
): Promise<void> {
  const key = given === undefined ? undefined : await readPublicKey(given);
  const checks = await checkBundle(bundle, judgeAgain, { checkpoint, key });
  const ok = checks.every(({ faults }) => faults.length === 0);
  const lastHash = bundle.audit.at(-1)?.hash ?? null;
  if (!ok) process.exitCode = 1;
  if (json) {
    const rows = checks.map(({ name, faults }) => ({ check: name, ok: faults.length === 0, faults }));
    return printJson({ ok, requestId: bundle.request.id, lastHash, checks: rows });
  }
  for (const check of checks) console.log(lineOf(check));
  if (checkpoint === undefined && (key === undefined || !bundle.checkpoint)) say(limitsOfThis);
}

function lineOf({ name, holds, faults }: Check): string {
  return plain(faults.length === 0 ? `ok      ${name}: ${holds}` : `NOT ok  ${name}: ${faults.join('; ')}`);
}

/** What no check of one file can show; said each time, so that "ok" is not taken for more. */
const limitsOfThis = [
  'Not shown by this: audit rows cut off at the end that no decision needs, or a document written anew as a whole, DNS answers',
  'included. Both show up to the row of an audit hash that was noted elsewhere (--checkpoint), or of a checkpoint signed by the',
  "operator's key (--key).",
].join('\n');
