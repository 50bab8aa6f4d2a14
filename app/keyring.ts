import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Keyring } from '../secrets/seal';
import { ConfigError } from './config-error';

/** Where sealing keys may come from; the first that is there counts. */
export interface KeySources {
  readonly COUNTERSIGN_KEYS?: string | undefined;
  readonly COUNTERSIGN_KEYS_COMMAND?: string | undefined;
  readonly COUNTERSIGN_DATA: string;
}

const commandWithinMs = 30_000;

/** The setting or the file that the keys come from. */
export function keySourceOf({ COUNTERSIGN_KEYS, COUNTERSIGN_KEYS_COMMAND, COUNTERSIGN_DATA }: KeySources): string {
  if (COUNTERSIGN_KEYS !== undefined) return 'COUNTERSIGN_KEYS';
  return COUNTERSIGN_KEYS_COMMAND === undefined ? keysFileIn(COUNTERSIGN_DATA) : 'COUNTERSIGN_KEYS_COMMAND';
}

export function keysFileIn(dataFolder: string): string {
  return join(dataFolder, 'keys');
}

/** The sealing keys; undefined when they are those of a file that is not made yet. @throws ConfigError */
export function findKeyring(sources: KeySources): Keyring | undefined {
  const { COUNTERSIGN_KEYS: given, COUNTERSIGN_KEYS_COMMAND: command, COUNTERSIGN_DATA: data } = sources;
  if (given !== undefined) return parseKeyring(given, 'COUNTERSIGN_KEYS');
  if (command !== undefined) return parseKeyring(outputOf(command), 'The output of COUNTERSIGN_KEYS_COMMAND');
  const file = keysFileIn(data);
  return existsSync(file) ? parseKeyring(readFileSync(file, 'utf8'), file) : undefined;
}

/**
 * The same, with a fresh key in the file when it is missing. Whoever has the keys and the store can read what is sealed: the file is
 * readable by its owner only. @throws ConfigError
 */
export function loadKeyring(sources: KeySources): Keyring {
  const file = keysFileIn(sources.COUNTERSIGN_DATA);
  const found = findKeyring(sources);
  if (found) {
    if (keySourceOf(sources) === file) chmodSync(file, 0o600);
    return found;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, newEntry('k1'), { mode: 0o600, flag: 'wx' });
  return findKeyring(sources)!;
}

/** Puts a fresh key before the others of a file: it seals from the next start on. Resolves with its id. @throws ConfigError */
export function addKey(file: string): string {
  const text = readFileSync(file, 'utf8');
  const numbers = [...parseKeyring(text, file).keys.keys()].map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
  const id = `k${Math.max(...numbers) + 1}`;
  const draft = `${file}.new`;
  writeFileSync(draft, newEntry(id) + text, { mode: 0o600 });
  renameSync(draft, file);
  return id;
}

function newEntry(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}\n`;
}

/** "id:base64,id:base64", or one a line; the current one first. */
export function parseKeyring(text: string, source: string): Keyring {
  const entries = text
    .trim()
    .split(/[,\n]/)
    .map((entry): [string, Uint8Array] => {
      const [, id, key] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(entry) ?? [];
      if (id === undefined || key === undefined)
        throw new ConfigError(`${source}: a sealing key has the form id:base64, with 32 bytes behind the colon.`);
      return [id, Buffer.from(key, 'base64')];
    });
  const keys = new Map(entries);
  if (keys.size < entries.length) throw new ConfigError(`${source}: two sealing keys have the same id.`);
  return { current: entries[0]![0], keys };
}

/** Words between spaces, without a shell. What it prints is never repeated: it may be a key where none was expected. */
function outputOf(command: string): string {
  const [program = '', ...args] = command.trim().split(/\s+/);
  const { error, status, signal, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: commandWithinMs,
  });
  if (!error && status === 0) return stdout;
  const code = error && 'code' in error ? String(error.code) : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: `there is no program "${program}"`,
    EACCES: `"${program}" may not be run`,
    ETIMEDOUT: `it took longer than ${commandWithinMs / 1_000} seconds`,
  };
  const because = reasons[code ?? ''] ?? code ?? (signal ? `it was ended by ${signal}` : `it ended with ${status}`);
  throw new ConfigError(`COUNTERSIGN_KEYS_COMMAND: ${because}. Run it by hand to see what it says.`);
}
