import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What the first row of a chain follows from. */
export const genesis: Buffer = Buffer.alloc(32);

/** SHA-256 of the hash before it and the row's canonical JSON, so that no row can change without all that come after it. */
export function chainHash(previous: Uint8Array, row: object): Buffer {
  return createHash('sha256').update(previous).update(canonicalize(row)!).digest();
}

export interface Chained {
  /** Counts from 1. */
  readonly row: { readonly seq: number };
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** The number of the first row that does not follow from the one before, or undefined when all do. A tail that was cut off leaves no trace here. */
export function firstBroken(rows: readonly Chained[]): number | undefined {
  let previous = genesis;
  for (const [index, { row, previousHash, hash }] of rows.entries()) {
    const expected = chainHash(previous, row);
    if (row.seq !== index + 1 || !previous.equals(previousHash) || !expected.equals(hash)) return index + 1;
    previous = expected;
  }
  return undefined;
}
