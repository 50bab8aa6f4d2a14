import type { ChainFault } from '../domain/chain-faults';
import { guardedIn } from '../domain/guarded-people';
import type { Directory } from '../store/port';
import type { Registers } from './entry-chain';
import type { Entry } from './entry-schema';
import { type Content, type Kind, kinds } from './file-fault';
import { operatorId } from './operator';
import { operatorFaults } from './operator-faults';

/** An entry of the files that fits by itself, with its place in its list. */
export interface Placed<K extends Kind> {
  readonly index: number;
  readonly entry: Entry<K>;
}

export type Entries = { readonly [K in Kind]: readonly Placed<K>[] };

/** Which MLS each approver belongs to, by the files or else by the store. */
export function registersOf({ approvers }: Content, stored: Directory): Registers {
  const ownerOf = new Map(stored.approvers.map(({ id, mlsId }) => [id, mlsId]));
  for (const written of approvers) {
    const [id, mlsId] = [textOf(written, 'id'), textOf(written, 'mlsId')];
    if (id !== undefined && mlsId !== undefined) ownerOf.set(id, mlsId);
  }
  const groups = Map.groupBy(ownerOf.keys(), (id) => ownerOf.get(id)!);
  const peopleOf = new Map([...groups].map(([mlsId, ids]) => [mlsId, new Set(ids)]));
  return { ownerOf, peopleOf };
}

/** What is wrong between entries that may each be right: what is there twice, stands at no MLS, or at another than before. */
export function crossFaults(content: Content, entries: Entries, stored: Directory): readonly ChainFault[] {
  return [
    ...operatorFaults(content),
    ...kinds.flatMap((kind) => doubled(kind, content[kind])),
    ...strays(content, entries, stored),
    ...guarded(entries.approvers, stored.approvers),
    ...moved('approvers', entries.approvers, stored.approvers),
    ...moved('plans', entries.plans, stored.plans),
    ...entries.plans.flatMap(({ index, entry }) => ownDataFaults(entry, `plans[${index}]`)),
  ];
}

function doubled(kind: Kind, written: readonly unknown[]): readonly ChainFault[] {
  const seen = new Set<string>();
  const field = kind === 'members' ? 'userName' : 'id';
  return written.flatMap((each, index) => {
    const name = textOf(each, field);
    const key = kind === 'members' ? `${textOf(each, 'mlsId')}\n${name}` : name;
    if (name === undefined || key === undefined) return [];
    const isFirst = !seen.has(key);
    seen.add(key);
    if (isFirst) return [];
    const problem = `Another one before it is called "${name}".`;
    return [{ path: `${kind}[${index}].${field}`, problem, remedy: 'Give each a name of its own, or leave one out.' }];
  });
}

function strays(content: Content, entries: Entries, stored: Directory): readonly ChainFault[] {
  // The operator's id has a fault of its own.
  const known = new Set([
    operatorId,
    ...stored.mlses.map(({ id }) => id),
    ...content.mlses.map((each) => textOf(each, 'id')),
  ]);
  return (['approvers', 'plans', 'members'] as const).flatMap((kind) =>
    entries[kind].flatMap(({ index, entry: { mlsId } }) => {
      const remedy = 'Add that MLS to the mlses, or name one that is there.';
      return known.has(mlsId)
        ? []
        : [{ path: `${kind}[${index}].mlsId`, problem: `There is no MLS "${mlsId}".`, remedy }];
    }),
  );
}

/** An id names one thing for good: requests and decisions refer to it. */
function moved(
  kind: 'approvers' | 'plans',
  entries: Entries['approvers' | 'plans'],
  stored: readonly { readonly id: string; readonly mlsId: string }[],
): readonly ChainFault[] {
  const before = new Map(stored.map(({ id, mlsId }) => [id, mlsId]));
  return entries.flatMap(({ index, entry: { id, mlsId } }) => {
    const owner = before.get(id) ?? mlsId;
    const problem = `"${id}" belongs to ${owner} already.`;
    return owner === mlsId ? [] : [{ path: `${kind}[${index}].id`, problem, remedy: 'Use an id that is free.' }];
  });
}

/** Who may decide is changed by two people, with a notice to those who decide now; a file is the work of one. */
function guarded(placed: Entries['approvers'], stored: Directory['approvers']): readonly ChainFault[] {
  const owners = new Map(stored.map(({ id, mlsId }) => [id, mlsId]));
  const people = placed.map(({ index, entry }) => ({ ...entry, index }));
  return guardedIn(people, stored).flatMap(({ id, mlsId, index }) => {
    const owner = owners.get(id);
    // Of another MLS: a fault of its own.
    if (owner !== undefined && owner !== mlsId) return [];
    const [field, problem] =
      owner === undefined
        ? ['id', `${mlsId} has a register already; "${id}" would be added to it by a file.`]
        : ['email', `"${id}" would get another mailbox by a file.`];
    const remedy = `Propose it, and let a second staff member confirm it: countersign mls register propose ${mlsId} --help`;
    return [{ path: `approvers[${index}].${field}`, problem, remedy }];
  });
}

function ownDataFaults({ role, keyHolders }: Entry<'plans'>, path: string): readonly ChainFault[] {
  if (role !== 'own' || !keyHolders.includes('generic-agent')) return [];
  const problem = 'Own data is that of somebody, and a generic agent is nobody.';
  return [{ path: `${path}.keyHolders`, problem, remedy: 'Use of: member, office, company.' }];
}

function textOf(entry: unknown, field: string): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const value = (entry as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}
