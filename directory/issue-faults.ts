import type { z } from 'zod';
import type { ChainFault } from '../domain/chain-faults';

type Issue = z.core.$ZodIssue;

/**
 * What is written where an issue is, and what must be there instead: a fault for each, an unknown name a fault of its own. Paths
 * begin with `under`, where the read value stands in something larger.
 */
export function faultsOfIssues(issues: readonly Issue[], under: readonly PropertyKey[] = []): readonly ChainFault[] {
  return issues.flatMap((issue) => {
    const remedy = issue.message;
    const path = [...under, ...issue.path];
    if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(path), problem: problemOf(issue), remedy }];
    return issue.keys.map((key) => ({
      path: pathOf([...path, key]),
      problem: `Nothing is called "${key}" here.`,
      remedy,
    }));
  });
}

/** What to write instead, where the schema has no words of its own. */
export function remedyOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return `Write ${kinds[issue.expected] ?? issue.expected}.`;
  if (issue.code === 'invalid_value') return `Use one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return `List at least ${issue.minimum}.`;
    return issue.origin === 'string' ? 'Write at least one character.' : `Use ${issue.minimum} or more.`;
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'array') return `List at most ${issue.maximum}.`;
    return issue.origin === 'string' ? `Write at most ${issue.maximum} characters.` : `Use ${issue.maximum} or less.`;
  }
  return undefined;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list in brackets, [ ]',
  object: 'an object in braces, { }',
};

function problemOf({ code, input }: Issue): string {
  if (input === undefined) return 'It is missing.';
  if (code === 'custom') return 'It asks nothing.';
  return `It is ${shown(input)}.`;
}

/** At most a line of what was written. */
function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? typeof input;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** "steps[1].when.dataRole"; "chain" for the whole. */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'chain' : text.replace(/^\./, '');
}
