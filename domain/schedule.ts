import type { Due, Facts, Opening } from './decision';
import type { Instant } from './instant';
import type { Standing } from './standing';

/** Something that is due at a step. */
export interface StepDue extends Due {
  readonly stepId: string;
}

/** The opening whose clock runs for a step now: the latest one of the request as it is. */
export function openingOf(facts: Facts, stepId: string): Opening | undefined {
  return facts.openings.findLast((opening) => opening.stepId === stepId && opening.digest === facts.digest);
}

/** When the step was first put to its approvers. */
export function openedAt(facts: Facts, stepId: string): Instant | undefined {
  return facts.openings.find((opening) => opening.stepId === stepId && opening.digest === facts.digest)?.at;
}

/** When the step lapses if nothing is said. */
export function lapseOf(facts: Facts, stepId: string): Instant | undefined {
  return openingOf(facts, stepId)?.dues.findLast(({ kind }) => kind === 'lapse')?.at;
}

/** The next thing due at any open step, of those later than what was `done` for that step. */
export function nextDue(
  standing: Standing,
  facts: Facts,
  done: Readonly<Record<string, Instant>>,
): StepDue | undefined {
  if (standing.state !== 'pending') return undefined;
  return standing.open
    .flatMap(({ stepId }) => (openingOf(facts, stepId)?.dues ?? []).map((due) => ({ ...due, stepId })))
    .filter(({ stepId, at }) => !Object.hasOwn(done, stepId) || at > done[stepId]!)
    .toSorted((a, b) => a.at - b.at)
    .at(0);
}
