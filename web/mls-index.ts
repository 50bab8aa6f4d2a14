import type { DirectoryStore } from '../store/port';

/** Names and states of the MLSs, for the search form of the Datamart. */
export interface MlsIndex {
  readonly names: readonly string[];
  readonly states: readonly string[];
}

const freshMs = 60_000;

/** Reads the index, at most once a minute: it only helps with typing, so it may be a little old. */
export function createMlsIndex(directory: Pick<DirectoryStore, 'outline'>): () => Promise<MlsIndex> {
  let known: { readonly at: number; readonly index: Promise<MlsIndex> } | undefined;

  async function read(): Promise<MlsIndex> {
    const mlses = await directory.outline();
    return {
      names: [...new Set(mlses.map(({ name }) => name))],
      states: [...new Set(mlses.map(({ state }) => state))].filter((state) => state !== '').toSorted(),
    };
  }

  return () => {
    const now = performance.now();
    if (!known || now - known.at > freshMs) known = { at: now, index: read() };
    // A failed read is not kept.
    known.index.catch(() => (known = undefined));
    return known.index;
  };
}
