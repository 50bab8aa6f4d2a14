import { type Filter, filterRemedy, readFilter } from './filter';
import type { Field, Listing } from './listing';
import type { View } from './view';

const defaultTop = 10;
const mostAtOnce = 200;

export interface Query {
  readonly kind: 'query';
  readonly select: readonly Field[];
  readonly top: number;
  readonly skip: number;
  readonly isCounted: boolean;
  readonly filter: Filter;
}

/** What is wrong with one option, and how to mend it. */
export interface Fault {
  readonly kind: 'fault';
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

export type Options = Readonly<Record<string, string>>;

/** What is asked for in the query string, as far as the view has it. */
export function readQuery(options: Options, { fields }: View): Query | Fault {
  const select = readSelect(options['$select'], fields);
  if ('kind' in select) return select;
  const top = readCount(options, '$top', defaultTop, mostAtOnce);
  const skip = readCount(options, '$skip', 0, 1_000_000);
  if (typeof top !== 'number') return top;
  if (typeof skip !== 'number') return skip;
  const { $count = 'false', $filter } = options;
  if ($count !== 'true' && $count !== 'false')
    return fault('$count', 'It is neither yes nor no.', 'Write true or false.');
  const filter = $filter === undefined ? () => true : readFilter($filter);
  if (!filter) return fault('$filter', 'This cannot be read as a filter.', filterRemedy);
  return { kind: 'query', select, top, skip, isCounted: $count === 'true', filter };
}

/** The fields that `$select` names, once each; all of the view's without it. */
export function readSelect(text: string | undefined, fields: readonly Field[]): readonly Field[] | Fault {
  if (text === undefined) return fields;
  const chosen = new Set<Field>();
  for (const name of text.split(',').map((each) => each.trim())) {
    const field = fields.find((each) => each === name);
    if (!field) {
      const remedy = `Leave it out; it reads ${fields.join(', ')}.`;
      return fault('$select', `This key reads no field "${name.slice(0, 60)}".`, remedy);
    }
    chosen.add(field);
  }
  return [...chosen];
}

/** The first option that is not among those known. Its value is not repeated: it may be a key in the wrong place. */
export function unknownOption(options: Options, known: readonly string[]): Fault | undefined {
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  return unknown === undefined
    ? undefined
    : fault(unknown.slice(0, 60), 'This option is not taken.', `Leave it out; taken are ${known.join(', ')}.`);
}

export function project(listing: Listing, select: readonly Field[]): Partial<Listing> {
  return Object.fromEntries(select.map((field) => [field, listing[field]]));
}

function readCount(options: Options, option: string, otherwise: number, most: number): number | Fault {
  const text = options[option];
  if (text === undefined) return otherwise;
  const count = /^\d{1,7}$/.test(text) ? Number(text) : Infinity;
  return count <= most ? count : fault(option, 'This number does not fit.', `Write a whole one from 0 to ${most}.`);
}

function fault(field: string, problem: string, remedy: string): Fault {
  return { kind: 'fault', field, problem, remedy };
}
