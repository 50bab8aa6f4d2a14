import type { Chain } from '../domain/chain';
import { noFacts } from '../domain/decision';
import type { Instant } from '../domain/instant';
import { conditionsOf } from '../domain/decision-words';
import { type Unreachable, unreachableWords } from '../domain/unreachable';
import type { RequestFile } from '../store/port';
import type { PersonState, StepState } from './chain-states';
import { type StepAt, stepAt, stepsAt } from './chain-steps';
import { afterWords, quorumWords } from './chain-words';
import { dayAt } from './conditions-form';
import { type Moment, moment } from './moments';

export { personStates, stepStates } from './chain-states';
export { stepsAt } from './chain-steps';

export interface PersonView {
  readonly name: string;
  readonly title: string;
  readonly state: PersonState;
  readonly words: string;
  /** What a mail said about them, for staff: "is away until 2026-12-03". */
  readonly note: string;
  readonly at: Moment | null;
  readonly reason: string;
  /** What an approval allows only: "read only, until 2027-01-31". */
  readonly limits: string;
}

export interface StepView {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** Ids of the steps it comes after. */
  readonly after: readonly string[];
  /** "After A and B."; empty when it is simply the next one. */
  readonly afterWords: string;
  readonly state: StepState;
  readonly words: string;
  readonly because: string;
  /** "Any one of them is enough.", for a step with several people. */
  readonly quorum: string;
  /** The same for a picture: "2 of 3". */
  readonly quorumShort: string;
  readonly since: Moment | null;
  readonly until: Moment | null;
  readonly people: readonly PersonView[];
}

/** The chain as pages print it, times in the MLS's zone. What mails said about its people is for staff only. */
export function chainView(file: RequestFile, unreachable: readonly Unreachable[] = []): readonly StepView[] {
  const zone = file.request.ask.mls.timeZone;
  const said = unreachable.filter((each) => each.kind !== 'away' || each.returns > dayAt(file.at, zone));
  return stepsAt(file).map((step, index) => stepView(file.chain, index, step, zone, said));
}

/** A chain that nobody has been asked by yet, for somebody who wants to see what it will be. */
export function plannedView(chain: Chain): readonly StepView[] {
  return chain.steps.map((step, index) => {
    const at = stepAt(step, step.exempt ? 'exempt' : 'later', { state: 'later' }, noFacts(''), 0);
    return stepView(chain, index, at, 'UTC');
  });
}

function stepView(
  chain: Chain,
  index: number,
  at: StepAt,
  zone: string,
  unreachable: readonly Unreachable[] = [],
): StepView {
  const { step, state } = at;
  const { long, short } = quorumWords(step, at.size);
  const inZone = (instant: Instant | null) => (instant === null ? null : moment(instant, zone));
  return {
    number: index + 1,
    id: step.id,
    title: step.title,
    after: step.after,
    afterWords: state === 'exempt' ? '' : afterWords(chain, index),
    state,
    words: stepWords(at),
    because: at.because,
    quorum: state === 'exempt' ? '' : long,
    quorumShort: state === 'exempt' ? '' : short,
    since: inZone(at.openedAt),
    until: state === 'current' ? inZone(at.lapseAt) : null,
    people: at.people.map(({ approver, state: personState, words, decision, at: when }) => ({
      name: approver.name,
      title: approver.title,
      state: personState,
      words,
      note: personState === 'asked' ? noteOn(unreachable, step.id, approver.id) : '',
      at: inZone(when),
      reason: decision?.reason ?? '',
      limits: decision ? conditionsOf(decision) : '',
    })),
  };
}

function noteOn(unreachable: readonly Unreachable[], stepId: string, approverId: string): string {
  const said = unreachable.findLast((each) => each.stepId === stepId && each.approverId === approverId);
  return said ? unreachableWords(said) : '';
}

const wordsOf: Readonly<Record<StepState, string>> = {
  done: 'Approved',
  current: 'Asked now',
  later: 'Not asked yet',
  denied: 'Declined',
  lapsed: 'Not answered in time',
  withdrawn: 'Withdrawn',
  revoked: 'Taken back',
  'not-reached': 'Not reached',
  exempt: 'Not needed',
};

function stepWords({ step, state, isVouched, openedAt: opened }: StepAt): string {
  if (isVouched) return 'Vouched for';
  if (step.exempt?.kind === 'satisfied') return 'Satisfied by a rule';
  return state === 'not-reached' && opened !== null ? 'No longer asked' : wordsOf[state];
}

/** "Step 2 of 3", from 1, in the order in which the chain names them. */
export function placeOf(chain: Chain, stepId: string): { readonly number: number; readonly count: number } {
  return { number: chain.steps.findIndex(({ id }) => id === stepId) + 1, count: chain.steps.length };
}
