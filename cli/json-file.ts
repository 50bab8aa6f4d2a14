import { readFile } from 'node:fs/promises';
import { CliError } from './api';

/** What the file holds; undefined when it is not there and may lack. @throws CliError */
export async function readJsonFile(file: string, mayLack = false): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (mayLack && error.code === 'ENOENT') return undefined;
    throw new CliError(`${file} could not be read: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CliError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
