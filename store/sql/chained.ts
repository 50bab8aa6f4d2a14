import { chainHash, firstBroken, genesis } from '../../secrets/hash-chain';

/** What makes an event follow the last of its chain: its number and the two hashes. */
export function following(last: { readonly seq: number; readonly hash: Uint8Array } | undefined, event: object) {
  const numbered = { ...event, seq: (last?.seq ?? 0) + 1 };
  const previous = last ? Buffer.from(last.hash) : genesis;
  return { seq: numbered.seq, previous_hash: previous, hash: chainHash(previous, numbered) };
}

/** The number of the first row of a chain that does not follow from the one before. */
export function firstBrokenOf<Row extends { readonly previous_hash: Uint8Array; readonly hash: Uint8Array }>(
  rows: readonly Row[],
  toEvent: (row: Row) => { readonly seq: number },
): number | undefined {
  return firstBroken(rows.map((row) => ({ row: toEvent(row), previousHash: row.previous_hash, hash: row.hash })));
}
