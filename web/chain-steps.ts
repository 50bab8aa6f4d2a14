import type { Step } from '../domain/chain';
import type { Facts } from '../domain/decision';
import { sift } from '../domain/evaluate';
import type { Instant } from '../domain/instant';
import { lapseOf, openedAt } from '../domain/schedule';
import { seatsOf } from '../domain/seats';
import { type Standing } from '../domain/standing';
import { type StepStanding, stepStandings } from '../domain/step-standing';
import type { RequestFile } from '../store/port';
import { type PersonAt, peopleAt } from './chain-people';
import type { StepState } from './chain-states';

export interface StepAt {
  readonly step: Step;
  readonly state: StepState;
  readonly openedAt: Instant | null;
  readonly lapseAt: Instant | null;
  /** Why it asks nobody, or who vouched for it; empty otherwise: what the people did says it. */
  readonly because: string;
  /** True when two staff members vouched for it. */
  readonly isVouched: boolean;
  /** The places that count, without those who stepped aside. */
  readonly size: number;
  readonly people: readonly PersonAt[];
}

/** Every step of a chain with where it and its people stand, derived from the facts by the domain's own judgement. */
export function stepsAt({
  chain,
  facts,
  standing,
  at,
}: Pick<RequestFile, 'chain' | 'facts' | 'standing' | 'at'>): readonly StepAt[] {
  const kept = sift(chain, facts);
  const standings = stepStandings(chain, kept, at);
  return chain.steps.map((step) => {
    const own = standings.get(step.id) ?? { state: 'later' };
    return stepAt(step, stateOf(step, own, standing), own, kept, at);
  });
}

/** One step; in `facts` every act must count. */
export function stepAt(step: Step, state: StepState, own: StepStanding, facts: Facts, at: Instant): StepAt {
  const isVouched =
    state === 'done' &&
    facts.overrides.some((each) => each.stepId === step.id && each.digest === facts.digest && each.at <= at);
  return {
    step,
    state,
    openedAt: openedAt(facts, step.id) ?? null,
    lapseAt: lapseOf(facts, step.id) ?? null,
    because: step.exempt?.because ?? (isVouched && own.state === 'passed' ? own.because : ''),
    isVouched,
    size: seatsOf(step, facts, at).filter((seat) => seat.state !== 'recused').length,
    people: peopleAt(step, facts, at, state),
  };
}

function stateOf(step: Step, own: StepStanding, standing: Standing): StepState {
  if (step.exempt) return 'exempt';
  switch (standing.state) {
    case 'pending':
      return own.state === 'open' ? 'current' : own.state === 'passed' ? 'done' : 'later';
    case 'approved':
      return 'done';
    case 'revoked':
      // All were approved before.
      return step.id === standing.stepId ? 'revoked' : 'done';
    case 'denied':
    case 'lapsed':
      if (step.id === standing.stepId) return standing.state;
      return own.state === 'passed' ? 'done' : 'not-reached';
    case 'withdrawn':
      return own.state === 'open' ? 'withdrawn' : own.state === 'passed' ? 'done' : 'not-reached';
  }
}
