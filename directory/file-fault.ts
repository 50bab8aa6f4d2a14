import type { ChainFault } from '../domain/chain-faults';

/** What an operator's files hold, kind by kind; also the names of the CSV files. */
export const kinds = ['mlses', 'approvers', 'plans', 'members'] as const;
export type Kind = (typeof kinds)[number];

/** Entries as they stand in the files, not judged yet. */
export type Content = Readonly<Record<Kind, readonly unknown[]>>;

/** Both count from 1. In a CSV file the column is a name. */
export interface Place {
  /** Null when there is only one file. */
  readonly file: string | null;
  readonly line: number;
  readonly column: number | string;
}

/** What is wrong, and where: "plans[3].chain.steps[0].quorum". */
export interface FileFault extends ChainFault, Place {}

export type Path = readonly (string | number)[];

/** Files that could be read as such. */
export interface Source {
  readonly content: Content;
  /** Where something stands; for what is missing, where it should. */
  place(path: Path): Place;
}

export type ReadSource =
  | { readonly kind: 'read'; readonly source: Source }
  | { readonly kind: 'faulty'; readonly faults: readonly FileFault[] };

/** "plans[3].role" as ["plans", 3, "role"]. */
export function partsOf(path: string): Path {
  return (path.match(/[^.[\]]+/g) ?? []).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** "line 12, column 5, plans[3].role", as people look for it. */
export function whereOf({ file, line, column, path }: FileFault): string {
  return [file, `line ${line}`, `column ${column}`, path].filter(Boolean).join(', ');
}
