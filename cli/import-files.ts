import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Kind, kinds } from '../directory/file-fault';
import { CliError } from './api';

export type ImportFiles = { readonly yaml: string } | { readonly csv: Readonly<Partial<Record<Kind, string>>> };

/** The texts at a path: a YAML file, a CSV file that is named for what it holds, or a folder of such. @throws CliError */
export function readFiles(path: string): ImportFiles {
  try {
    if (statSync(path).isDirectory()) return readFolder(path);
    if (/\.ya?ml$/i.test(path)) return { yaml: readFileSync(path, 'utf8') };
    return { csv: { [kindOf(path)]: readFileSync(path, 'utf8') } };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function readFolder(path: string): ImportFiles {
  const names = readdirSync(path).filter((name) => /\.csv$/i.test(name));
  if (names.length === 0) throw new CliError(`There is no CSV file in ${path}. It may hold ${expected}.`);
  return { csv: Object.fromEntries(names.map((name) => [kindOf(name), readFileSync(join(path, name), 'utf8')])) };
}

/** @throws CliError for a file that no import looks into: a slip in its name would leave out all it holds. */
function kindOf(path: string): Kind {
  const kind = kinds.find((each) => `${each}.csv` === basename(path));
  if (kind) return kind;
  throw new CliError(`What ${basename(path)} holds is not known. Name it one of ${expected}, or give a YAML file.`);
}

const expected = kinds.map((kind) => `${kind}.csv`).join(', ');
