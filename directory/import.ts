import type { ChainFault } from '../domain/chain-faults';
import type { Directory } from '../store/port';
import { crossFaults, type Entries, type Placed, registersOf } from './cross-checks';
import type { Read } from './entry-chain';
import { type Entry, entrySchemas } from './entry-schema';
import { type FileFault, type Kind, partsOf, type Source } from './file-fault';
import { faultsOfIssues, remedyOf } from './issue-faults';
import { readListing } from './mls-listing';
import { readPlan } from './plan-chain';

export type ReadDirectory =
  | { readonly kind: 'read'; readonly directory: Directory }
  | { readonly kind: 'faulty'; readonly faults: readonly FileFault[] };

/**
 * What an operator's files say, judged by itself and against `stored`: names may refer to what is in the store already. Every fault is
 * listed, in the order of the files. Developers are not among it; they register.
 */
export function readDirectory({ content, place }: Source, stored: Directory): ReadDirectory {
  const faults: ChainFault[] = [];
  const fitting = <K extends Kind>(kind: K): readonly Placed<K>[] =>
    content[kind].flatMap((written, index) => {
      const parsed = entrySchemas[kind].safeParse(written, { error: remedyOf, reportInput: true });
      if (parsed.success) return [{ index, entry: parsed.data as Entry<K> }];
      faults.push(...faultsOfIssues(parsed.error.issues, [kind, index]));
      return [];
    });
  const entries: Entries = {
    mlses: fitting('mlses'),
    approvers: fitting('approvers'),
    plans: fitting('plans'),
    members: fitting('members'),
  };
  faults.push(...crossFaults(content, entries, stored));
  const registers = registersOf(content, stored);
  const mlses = readEach('mlses', entries.mlses, stored.mlses, faults, (entry, old) =>
    readListing(entry, registers, old),
  );
  const plans = readEach('plans', entries.plans, stored.plans, faults, (entry, old) => readPlan(entry, registers, old));
  if (faults.length > 0) return { kind: 'faulty', faults: inOrder(faults, place) };
  const directory = {
    mlses,
    approvers: entries.approvers.map(({ entry }) => entry),
    plans,
    developers: [],
    members: entries.members.map(({ entry }) => entry),
  };
  return { kind: 'read', directory };
}

/** The entries of which each is right otherwise, with their chains; what is wrong with those goes to `faults`. */
function readEach<K extends 'mlses' | 'plans', T extends { readonly id: string }>(
  kind: K,
  entries: readonly Placed<K>[],
  stored: readonly T[],
  faults: ChainFault[],
  read: (entry: Entry<K>, before: T | undefined) => Read<T>,
): readonly T[] {
  const before = new Map(stored.map((each) => [each.id, each]));
  return entries.flatMap(({ index, entry }) => {
    const outcome = read(entry, before.get(entry.id));
    if (outcome.kind === 'read') return [outcome.entry];
    faults.push(...outcome.faults.map((fault) => ({ ...fault, path: `${kind}[${index}].${fault.path}` })));
    return [];
  });
}

function inOrder(faults: readonly ChainFault[], place: Source['place']): readonly FileFault[] {
  const placed = faults.map((fault) => ({ ...fault, ...place(partsOf(fault.path)) }));
  return placed.toSorted((a, b) => (a.file ?? '').localeCompare(b.file ?? '') || a.line - b.line);
}
