import type { ChainDefinition, StepDefinition } from '../domain/definition';
import { bareStep } from './bare-chain';
import { csvColumns } from './csv-file';
import type { Kind } from './file-fault';

type Fields = readonly (readonly [field: string, value: unknown])[];

/** The fields of an entry as text, to be compared with those of `other`, the same entry before or after. */
export function fieldsOf(kind: Kind, entry: object, other: object): ReadonlyMap<string, string> {
  const fields = csvColumns[kind].flatMap((name): Fields => {
    const [own, theirs] = [valueOf(entry, name), valueOf(other, name)];
    // Of more than a hundred days nobody wants to read those that stay.
    if (name === 'closedDays') return apartFrom(own as readonly string[], theirs as readonly string[]);
    if (name === 'chain' || name === 'directContact') return chainFields(name, own as MaybeChain, theirs as MaybeChain);
    // A member's, which most files leave out.
    if (name === 'standing') return [[name, own ?? 'active']];
    return [[name, own]];
  });
  return new Map(fields.map(([field, value]) => [field, textOf(value)]));
}

function valueOf(entry: object, name: string): unknown {
  return (entry as Readonly<Record<string, unknown>>)[name];
}

function apartFrom(days: readonly string[], others: readonly string[]): Fields {
  const kept = new Set(others);
  const own = days.filter((day) => !kept.has(day));
  return own.length > 0 ? [['closedDays', own]] : [];
}

/** An MLS may have none of its own. */
type MaybeChain = ChainDefinition | null | undefined;

/** Step by step, so that a step that comes in does not make those after it look changed. */
function chainFields(field: string, own: MaybeChain, other: MaybeChain): Fields {
  if (!own) return [];
  const { steps, ...rest } = own;
  const inBoth = new Set(other?.steps.map(({ id }) => id));
  return [
    ...Object.entries(rest).map(([name, value]) => [`${field}.${name}`, value] as const),
    [`${field}.steps`, steps.map(({ id }) => id)],
    ...steps.flatMap((step) => stepFields(`${field}.steps.${step.id}`, step, inBoth.has(step.id))),
  ];
}

function stepFields(path: string, step: StepDefinition, isInBoth: boolean): Fields {
  if (!isInBoth) return [[path, bareStep(step)]];
  return Object.entries(step).map(([name, value]) => [`${path}.${name}`, value] as const);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return JSON.stringify(value, inOrder) ?? '';
}

/** A store may give the fields of an object back in another order. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
