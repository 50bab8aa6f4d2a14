import type { ChainFault } from '../domain/chain-faults';
import type { Directory } from '../store/port';
import { crossFaults, type Entries, type Placed, registersOf } from './cross-checks';
import { type Entry, entrySchemas } from './entry-schema';
import { type FileFault, type Kind, partsOf, type Source } from './file-fault';
import { closedDaysOf } from './holidays';
import { faultsOfIssues, remedyOf } from './issue-faults';
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
  const plans = readPlans(entries.plans, registersOf(content, stored), stored, faults);
  if (faults.length > 0) return { kind: 'faulty', faults: inOrder(faults, place) };
  const directory = {
    mlses: entries.mlses.map(({ entry }) => ({ ...entry, closedDays: closedDaysOf(entry.state, entry.closedDays) })),
    approvers: entries.approvers.map(({ entry }) => entry),
    plans,
    developers: [],
    members: entries.members.map(({ entry }) => entry),
  };
  return { kind: 'read', directory };
}

function readPlans(
  entries: Entries['plans'],
  registers: ReadonlyMap<string, string>,
  stored: Directory,
  faults: ChainFault[],
): Directory['plans'] {
  const people = Map.groupBy(registers.keys(), (id) => registers.get(id));
  const before = new Map(stored.plans.map((plan) => [plan.id, plan]));
  return entries.flatMap(({ index, entry }) => {
    const known = new Set(people.get(entry.mlsId));
    const read = readPlan(entry, registers, known, before.get(entry.id));
    if (read.kind === 'read') return [read.plan];
    faults.push(...read.faults.map((fault) => ({ ...fault, path: `plans[${index}].${fault.path}` })));
    return [];
  });
}

function inOrder(faults: readonly ChainFault[], place: Source['place']): readonly FileFault[] {
  const placed = faults.map((fault) => ({ ...fault, ...place(partsOf(fault.path)) }));
  return placed.toSorted((a, b) => (a.file ?? '').localeCompare(b.file ?? '') || a.line - b.line);
}
