import { existsSync } from 'node:fs';
import { join } from 'node:path';
import colors from 'picocolors';
import { auditKeyFile, findAuditKey } from '../app/audit-key';
import { findChromium } from '../app/chromium';
import { ConfigError, describeConfig, type Setting } from '../app/config';
import { findKeyring, keySourceOf } from '../app/keyring';
import { cliFile } from '../app/local-account';
import { printJson, say } from './output';

/** The ids of the sealing keys, the current one first; null when they are made at the first start. */
interface SealingKeys {
  readonly source: string;
  readonly ids: readonly string[] | null;
  readonly problem: string | null;
}

/** The public key of checkpoints; null when there is none, or its setting is wrong, which is said anyway. */
function auditKeyIn(data: string, settings: readonly Setting[]): string | null {
  if (settings.some(({ name, problem }) => name === 'COUNTERSIGN_AUDIT_KEY' && problem !== null)) return null;
  const given = process.env['COUNTERSIGN_AUDIT_KEY'] || undefined;
  return findAuditKey(given, join(data, auditKeyFile))?.publicKey ?? null;
}

function sealingKeysIn(data: string): SealingKeys {
  const sources = {
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_KEYS: process.env['COUNTERSIGN_KEYS'] || undefined,
    COUNTERSIGN_KEYS_COMMAND: process.env['COUNTERSIGN_KEYS_COMMAND'] || undefined,
  };
  const source = keySourceOf(sources);
  try {
    const ids = findKeyring(sources)?.keys.keys();
    return { source, ids: ids ? [...ids] : null, problem: null };
  } catch (error) {
    if (error instanceof ConfigError) return { source, ids: null, problem: error.message };
    throw error;
  }
}

function sealingWords({ source, ids }: SealingKeys): string {
  if (ids === null) return `No sealing key yet: one is made in ${source} at the first start.`;
  const [current, ...others] = ids;
  const opening = others.length === 0 ? '' : `, and what ${others.join(', ')} sealed before is opened`;
  return `Sealed with key ${current}${opening} (${source}).`;
}

function printingBy(chromium: string | null): string {
  if (chromium === null)
    return 'No Chromium is found: rosters come as CSV and JSON, and browsers can print their page in the console.';
  return existsSync(chromium)
    ? `Rosters are printed as PDF by ${chromium}.`
    : `Rosters cannot be printed as PDF: COUNTERSIGN_CHROMIUM names ${chromium}, which is not there.`;
}

/** `countersign doctor`: every setting, where it comes from and what is wrong with it. */
export async function doctor({ json }: { json?: boolean }): Promise<void> {
  const settings = describeConfig(process.env);
  const data = settings.find(({ name }) => name === 'COUNTERSIGN_DATA')?.value ?? '';
  const isStarted = existsSync(cliFile(data));
  const auditKey = auditKeyIn(data, settings);
  const sealingKeys = sealingKeysIn(data);
  const chromium = (await findChromium(process.env['COUNTERSIGN_CHROMIUM'] || undefined, process.env)) ?? null;
  if (json) printJson({ node: process.version, settings, auditKey, sealingKeys, chromium });
  else {
    for (const { name, value, source, meaning, problem } of settings) {
      console.log(
        `${problem ? colors.red('✗') : colors.green('✓')} ${name.padEnd(26)} ${value || colors.dim('—')}  ${colors.dim(`(${source}) ${meaning}`)}`,
      );
      if (problem) console.log(colors.red(`    ${problem}`));
    }
    say(sealingKeys.problem === null ? sealingWords(sealingKeys) : colors.red(sealingKeys.problem));
    say(
      auditKey
        ? `Checkpoints of the audit and rosters are signed by ${auditKey}.`
        : 'No key signs checkpoints of the audit and rosters yet.',
    );
    say(printingBy(chromium));
    say(
      isStarted
        ? `Node ${process.version}. Data in ${data}.`
        : `Node ${process.version}. Not started yet in ${data}: npm start.`,
    );
  }
  if ([...settings, sealingKeys].some(({ problem }) => problem !== null)) process.exitCode = 1;
}
