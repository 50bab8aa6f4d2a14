import { hash } from 'node:crypto';

/** The tree of RFC 6962: leaves and inner nodes are hashed apart, so that one can never be taken for the other. */

const leafMark = Buffer.of(0);
const nodeMark = Buffer.of(1);

export interface Neighbour {
  readonly side: 'left' | 'right';
  readonly hash: Buffer;
}

export function leafHash(data: Uint8Array): Buffer {
  return sha256(Buffer.concat([leafMark, data]));
}

/** The root over hashed leaves. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return leaves[0]!;
  const half = leftSize(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** What leads from the leaf at `index` to the root, from below. */
export function pathTo(leaves: readonly Buffer[], index: number): readonly Neighbour[] {
  if (leaves.length < 2) return [];
  const half = leftSize(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...pathTo(left, index), { side: 'right', hash: rootOf(right) }]
    : [...pathTo(right, index - half), { side: 'left', hash: rootOf(left) }];
}

/** The root that a leaf has by that path. */
export function rootBy(leaf: Buffer, path: readonly Neighbour[]): Buffer {
  return path.reduce(
    (hash, step) => (step.side === 'left' ? nodeHash(step.hash, hash) : nodeHash(hash, step.hash)),
    leaf,
  );
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.concat([nodeMark, left, right]));
}

/** The largest power of two below `size`. */
function leftSize(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

function sha256(data: Buffer): Buffer {
  return hash('sha256', data, 'buffer');
}
