import type { Chain } from './chain';
import type { Decision, Facts, Override, Seating } from './decision';
import type { Instant } from './instant';
import { refuse } from './refuse';
import { refuseOverride, refuseSeating } from './refuse-order';
import { type Standing, standingOf } from './standing';

/**
 * Where the chain stands at `at`, judged from the facts alone: acts are taken in the order they were made, and one that may not
 * count is set aside. A row that somebody planted therefore changes nothing.
 */
export function evaluate(chain: Chain, facts: Facts, at: Instant): Standing {
  return standingOf(chain, sift(chain, facts), at);
}

/** The decisions that count, in the order they were made. */
export function counted(chain: Chain, facts: Facts): readonly Decision[] {
  return sift(chain, facts).decisions;
}

type Acted =
  | { readonly kind: 'decision'; readonly act: Decision }
  | { readonly kind: 'seating'; readonly act: Seating }
  | { readonly kind: 'override'; readonly act: Override };

/** The facts without the acts that may not count; what is left stands in the order of time. */
export function sift(chain: Chain, facts: Facts): Facts {
  const acts: readonly Acted[] = [
    ...facts.seatings.map((act) => ({ kind: 'seating' as const, act })),
    ...facts.overrides.map((act) => ({ kind: 'override' as const, act })),
    ...facts.decisions.map((act) => ({ kind: 'decision' as const, act })),
  ];
  const inOrder = acts.toSorted((a, b) => a.act.at - b.act.at || rank(a) - rank(b) || (a.act.id < b.act.id ? -1 : 1));
  const none: Facts = { ...facts, decisions: [], seatings: [], overrides: [] };
  return inOrder.reduce((kept, acted) => {
    switch (acted.kind) {
      case 'seating':
        return refuseSeating(chain, kept, acted.act, acted.act.at)
          ? kept
          : { ...kept, seatings: [...kept.seatings, acted.act] };
      case 'override':
        return refuseOverride(chain, kept, acted.act, acted.act.at)
          ? kept
          : { ...kept, overrides: [...kept.overrides, acted.act] };
      case 'decision':
        return refuse(chain, kept, acted.act, acted.act.at)
          ? kept
          : { ...kept, decisions: [...kept.decisions, acted.act] };
    }
  }, none);
}

/** Of acts in the same millisecond: places first, and what takes an act back after the act. */
function rank({ kind, act }: Acted): number {
  if (kind === 'decision') return act.verdict === 'revoke' || act.verdict === 'disown' ? 3 : 2;
  return kind === 'seating' ? 0 : 1;
}
