import type { Chain } from './chain';
import type { Decision, Facts } from './decision';
import type { Instant } from './instant';
import { refuse } from './refuse';
import { type Standing, standingOf } from './standing';

/**
 * Where the chain stands at `at`, judged from the facts alone: decisions are taken in the order they were made, and one that may not
 * count is set aside. A row that somebody planted therefore changes nothing.
 */
export function evaluate(chain: Chain, facts: Facts, at: Instant): Standing {
  return standingOf(chain, { ...facts, decisions: counted(chain, facts) }, at);
}

/** The decisions that count, in the order they were made. */
export function counted(chain: Chain, facts: Facts): readonly Decision[] {
  const inOrder = facts.decisions.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return inOrder.reduce<readonly Decision[]>(
    (kept, decision) =>
      refuse(chain, { ...facts, decisions: kept }, decision, decision.at) ? kept : [...kept, decision],
    [],
  );
}
