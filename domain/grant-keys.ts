import type { Credential } from './credential';
import { type GrantStanding, isInForce, isOverForGood } from './grant';
import type { Instant } from './instant';
import { bothLimits, type Limits } from './limits';

/** What should be done about a key where it was made, and why; null when it is as it should be. */
export interface KeyWork {
  readonly kind: 'hold' | 'let-go' | 'end';
  readonly key: Credential;
  readonly because: string;
}

/** What each of a grant's keys needs, so that it works exactly as long as it may. `keys`: all of them, oldest first. */
export function keyWorks(standing: GrantStanding, keys: readonly Credential[], at: Instant): readonly KeyWork[] {
  return keys.flatMap((key): KeyWork[] => {
    if (key.disabledAt !== null) return [];
    if (isOverForGood(standing)) return [{ kind: 'end', key, because: standing.because }];
    const retiresAt = retirementOf(key, keys);
    if (retiresAt !== null && retiresAt <= at) return [{ kind: 'end', key, because: replaced }];
    if (isInForce(standing)) return key.heldAt === null ? [] : [{ kind: 'let-go', key, because: standing.because }];
    return key.heldAt === null ? [{ kind: 'hold', key, because: standing.because }] : [];
  });
}

const replaced = 'A new key has taken its place.';

/** When a key that is being replaced stops working; null as long as nobody has the new one, or it is not being replaced. */
export function retirementOf({ overlapMs }: Credential, keys: readonly Credential[]): Instant | null {
  const newest = keys.at(-1);
  if (overlapMs === null || !newest || newest.overlapMs !== null || newest.pickedUpAt === null) return null;
  return newest.pickedUpAt + overlapMs;
}

/** The key that is in use or waits to be picked up: neither ended nor being replaced. */
export function currentKey(keys: readonly Credential[]): Credential | undefined {
  return keys.findLast(({ disabledAt, overlapMs }) => disabledAt === null && overlapMs === null);
}

/** The conditions that hold now: those of the first approval and of every change since. A renewal begins a new term, so an end date ends with the old one. */
export function limitsInForce(
  first: Limits,
  changes: readonly { readonly kind: 'renewal' | 'amendment'; readonly limits: Limits }[],
): Limits {
  return changes.reduce((held, { kind, limits }) => {
    const kept = kind === 'renewal' ? { ...held, until: null } : held;
    // Whoever approved last knew what stood before, and meant what they wrote.
    return bothLimits(kept, limits) ?? limits;
  }, first);
}
