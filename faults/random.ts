/** Numbers that are the same for the same seed. */
export interface Random {
  chance(probability: number): boolean;
  /** A whole number from 0 up to, but not, `end`. */
  below(end: number): number;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32: small, and good enough to choose faults by. */
export function createRandom(seed: number): Random {
  let state = seed;
  function next(): number {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (end: number) => Math.floor(next() * end);
  return { below, chance: (probability) => next() < probability, pick: (from) => from[below(from.length)]! };
}
