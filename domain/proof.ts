import type { Chain } from './chain';
import { type Decision, type Facts, isAgreement, type Override } from './decision';
import { counted, sift } from './evaluate';
import { bothLimits, type Limits, noLimits } from './limits';
import type { Ask } from './request';

/**
 * What may stand behind a key, in the order of time. Where the MLS is asked directly and the operator makes the key, that is only "an email
 * stating approval from an authorized MLS admin".
 */
export function proofsOf({ kind }: Pick<Ask, 'kind'>, chain: Chain, facts: Facts): readonly (Decision | Override)[] {
  const { decisions, overrides } = sift(chain, facts);
  const acts = [...decisions.filter(isAgreement), ...overrides].toSorted((a, b) => a.at - b.at);
  if (kind !== 'direct-mls-contact') return acts;
  return acts.filter((act) => 'grade' in act && (act.grade === 'reply' || act.verdict === 'set-up'));
}

/** The conditions of all approvals together. One that could not be met beside the others was refused when it was made. */
export function allLimits(chain: Chain, facts: Facts): Limits {
  const all = counted(chain, facts).flatMap((each) => (each.verdict === 'approve' ? [each.limits] : []));
  return all.reduce((both, each) => bothLimits(both, each)!, noLimits);
}
