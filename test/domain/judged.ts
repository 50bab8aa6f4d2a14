import type { Chain } from '../../domain/chain';
import type { Decision, Facts } from '../../domain/decision';
import { evaluate, sift } from '../../domain/evaluate';
import type { Refusal } from '../../domain/refuse';
import { refuse } from '../../domain/refuse';
import { openStepOf, type Standing } from '../../domain/standing';
import { facts, opened } from '../support/samples';

/** What tables ask of a request whose steps were all put to their approvers at 0. */

export type Known = Partial<Facts>;

export function known(chain: Chain, more: Known): Facts {
  return facts({ openings: opened(chain), ...more });
}

/** Where it stands, by default long after everything that was said. */
export function judged(chain: Chain, more: Known, at = 999): Standing {
  return evaluate(chain, known(chain, more), at);
}

/** "pending: mls" and the like: the state, and the steps that are open. */
export function inShort(standing: Standing): string {
  return standing.state === 'pending'
    ? `pending: ${standing.open.map(({ stepId }) => stepId).join(', ')}`
    : standing.state;
}

/** The ids of those whose answer is missing at the step. */
export function missingAt(chain: Chain, stepId: string, more: Known, at = 999): readonly string[] | undefined {
  return openStepOf(judged(chain, more, at), stepId)?.waitingOn.map(({ id }) => id);
}

/** Why the act may not count on top of what counts of all that is known. */
export function refusedAt(chain: Chain, more: Known, act: Decision): Refusal | undefined {
  return refuse(chain, sift(chain, known(chain, more)), act, act.at);
}
