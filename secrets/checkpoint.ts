import type { AuditKey } from './audit-key';
import { digestOf } from './digest';
import { leafHash, type Neighbour, pathTo, rootBy, rootOf } from './merkle';
import { isSignedDocument, type Signed, signDocument } from './signed';

const format = 'countersign-checkpoint-1';

/** The newest row of a request's audit, as a leaf of the tree. */
interface Head {
  readonly requestId: string;
  readonly seq: number;
  readonly hash: string;
}

/** Hex. */
type HexPath = readonly { readonly side: Neighbour['side']; readonly hash: string }[];

/** What the first checkpoint follows. */
export const noCheckpoint = '0'.repeat(64);

/** The root over the heads, in the order of their request's ids, whatever order they come in. */
export function rootOfHeads(heads: readonly Head[]): string {
  return rootOf(leavesOf(ordered(heads))).toString('hex');
}

/** What shows that the request is under the root; undefined when it is not among the heads. */
export function pathOfHead(heads: readonly Head[], requestId: string): HexPath | undefined {
  const inOrder = ordered(heads);
  const index = inOrder.findIndex((head) => head.requestId === requestId);
  if (index < 0) return undefined;
  return pathTo(leavesOf(inOrder), index).map(({ side, hash }) => ({ side, hash: hash.toString('hex') }));
}

export function isUnderRoot(head: Head, path: HexPath, root: string): boolean {
  const neighbours = path.map(({ side, hash }) => ({ side, hash: Buffer.from(hash, 'hex') }));
  return rootBy(leafOf(head), neighbours).toString('hex') === root;
}

export function signCheckpoint<C extends object>(key: AuditKey, content: C): C & Signed {
  return signDocument(format, key, content);
}

/** Whether the key that it names has signed it as it is. Whose key that is must be known otherwise. */
export function isSignedCheckpoint(checkpoint: Signed): boolean {
  return isSignedDocument(format, checkpoint);
}

/** What the next checkpoint names as the one before. */
export function checkpointHash(checkpoint: Signed): string {
  return digestOf(checkpoint);
}

/** By code units, which are the same on every machine; a database orders by its language. */
function ordered(heads: readonly Head[]): readonly Head[] {
  return heads.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1));
}

function leavesOf(heads: readonly Head[]): readonly Buffer[] {
  return heads.map(leafOf);
}

function leafOf({ requestId, seq, hash }: Head): Buffer {
  // In the order of their names, which is the canonical JSON of these three, without the cost of making it so.
  return leafHash(Buffer.from(JSON.stringify({ hash, requestId, seq })));
}
