import type { Directory } from '../store/port';
import { type Kind, kinds } from './file-fault';
import { fieldsOf } from './entry-fields';

export interface Named {
  readonly kind: Kind;
  /** Of a member: MLS and user name. */
  readonly id: string;
  readonly name: string;
}

/** Null: not set, or of a list nothing that the other has not. */
export interface FieldDifference {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What an import does. It takes nothing away: who left the register is set inactive, a plan withdrawn, by other ways. */
export interface Difference {
  readonly added: readonly Named[];
  readonly changed: readonly (Named & { readonly fields: readonly FieldDifference[] })[];
  /** How many are in the store as the files say. */
  readonly same: number;
  /** In the store and not in the files; they stay as they are. */
  readonly left: readonly Named[];
}

type Each = Directory['mlses' | 'approvers' | 'plans'][number] | NonNullable<Directory['members']>[number];

/** What `imported` would change in the store, field by field. */
export function differenceOf(imported: Directory, stored: Directory): Difference {
  const added: Named[] = [];
  const changed: (Named & { fields: readonly FieldDifference[] })[] = [];
  const left: Named[] = [];
  let same = 0;
  for (const kind of kinds) {
    const before = byId(kind, stored);
    const after = byId(kind, imported);
    for (const [id, entry] of after) {
      const old = before.get(id);
      const fields = old ? fieldDifferences(kind, old, entry) : [];
      const named = { kind, id, name: entry.name };
      if (!old) added.push(named);
      else if (fields.length > 0) changed.push({ ...named, fields });
      else same++;
    }
    for (const [id, { name }] of before) if (!after.has(id)) left.push({ kind, id, name });
  }
  return { added, changed, same, left };
}

/** Of what was imported, only what the store does not hold yet. */
export function news(imported: Directory, { added, changed }: Difference): Directory {
  const isNew = new Set([...added, ...changed].map(({ kind, id }) => `${kind} ${id}`));
  const only = <T extends Each>(kind: Kind, entries: readonly T[]) =>
    entries.filter((entry) => isNew.has(`${kind} ${idOf(entry)}`));
  return {
    mlses: only('mlses', imported.mlses),
    approvers: only('approvers', imported.approvers),
    plans: only('plans', imported.plans),
    developers: [],
    members: only('members', imported.members ?? []),
  };
}

function byId(kind: Kind, directory: Directory): ReadonlyMap<string, Each> {
  const entries: readonly Each[] = directory[kind] ?? [];
  return new Map(entries.map((entry) => [idOf(entry), entry]));
}

function idOf(entry: Each): string {
  return 'userName' in entry ? `${entry.mlsId}/${entry.userName}` : entry.id;
}

function fieldDifferences(kind: Kind, before: Each, after: Each): readonly FieldDifference[] {
  const [old, fresh] = [fieldsOf(kind, before, after), fieldsOf(kind, after, before)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null }))
    .filter((each) => each.before !== each.after);
}
