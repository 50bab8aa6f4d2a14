import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readChain } from '../directory/chain-schema';
import type { Chain } from '../domain/chain';
import type { ChainFault } from '../domain/chain-faults';
import { type ChainDefinition, developerStandings, ownDataLevels, type RequestFacts } from '../domain/definition';
import { drawUp } from '../domain/draw-up';
import type { Approver } from '../domain/party';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import { CliError } from './api';
import { readAct, type SimulatedAct } from './simulate';

/** What a chain of a file is drawn up for, unless something else is given. */
const facts = z.strictObject({
  dataRole: z.enum(dataRoles).default('idx'),
  keyKind: z.enum(keyKinds).default('bearer'),
  keyHolder: z.enum(keyHolderKinds).default('member'),
  ownDataLevel: z.enum(ownDataLevels).nullable().default(null),
  price: z.coerce.number().int().min(0).default(0),
  developerStanding: z.enum(developerStandings).default('new'),
  firstRequest: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
});
export const factNames = Object.keys(facts.shape);

const people = z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), title: z.string() }));

/** @throws CliError when the file cannot be read or is not JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Those of a register: [{ "id", "name", "email", "title" }]. @throws CliError */
export function readPeople(file: string): readonly Approver[] {
  const parsed = people.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new CliError(`${file} does not hold people. Write a list of { "id", "name", "email", "title" }.`);
}

/** @throws CliError that lists the faults. */
export function readDefinition(file: string, known?: ReadonlySet<string>): ChainDefinition {
  const read = readChain(readJson(file), known);
  if (read.kind === 'faulty') throw new CliError(faultLines(read.faults));
  return read.definition;
}

/** A line for each fault: where, what, and how to mend it. */
export function faultLines(faults: readonly ChainFault[]): string {
  return faults.map(({ path, problem, remedy }) => `${path || 'chain'}: ${problem}\n  ${remedy}`).join('\n');
}

/** The chain that a definition becomes for a request of which `given` tells "fact=value". @throws CliError */
export function drawFromFile(
  definition: ChainDefinition,
  register: readonly Approver[],
  given: readonly string[],
): Chain {
  const drawn = drawUp(definition, register, readFacts(given), []);
  if (drawn.kind === 'faulty') throw new CliError(faultLines(drawn.faults));
  return drawn.chain;
}

function readFacts(given: readonly string[]): RequestFacts {
  const parsed = facts.safeParse(Object.fromEntries(given.map((each) => each.split('=', 2))));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new CliError(`What is given does not fit. ${wrong.join('; ')}. Facts: ${factNames.join(', ')}.`);
}

/** One act a line; empty lines and those that begin with # say nothing. @throws CliError naming the line. */
export function readActs(file: string): readonly SimulatedAct[] {
  return readText(file)
    .split('\n')
    .flatMap((line, index) => {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) return [];
      try {
        return [readAct(text)];
      } catch (cause) {
        throw new CliError(`${file}, line ${index + 1}: ${(cause as Error).message}`, { cause });
      }
    });
}
