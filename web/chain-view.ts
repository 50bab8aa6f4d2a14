import { type Chain, type Step } from '../domain/chain';
import type { Decision } from '../domain/decision';
import { counted, evaluate } from '../domain/evaluate';
import type { Approver } from '../domain/party';
import type { RequestFile } from '../store/port';
import { type Moment, moment } from './moments';

/** `current`: asked now; `later`: its turn comes; `not-reached`: the request ended before. */
export const stepStates = ['done', 'current', 'later', 'denied', 'lapsed', 'withdrawn', 'not-reached'] as const;
export type StepState = (typeof stepStates)[number];
/** `not-needed`: somebody else's answer was enough, or the request ended. */
export const personStates = ['approved', 'denied', 'asked', 'later', 'not-needed'] as const;
export type PersonState = (typeof personStates)[number];

export interface PersonAt {
  readonly approver: Approver;
  readonly state: PersonState;
  readonly decision: Decision | undefined;
}

export interface StepAt {
  readonly step: Step;
  readonly state: StepState;
  readonly openedAt: number | null;
  readonly lapseAt: number | null;
  readonly people: readonly PersonAt[];
}

/** Every step of a chain with where it and its people stand, derived from the facts by the domain's own judgement. */
export function stepsAt({ chain, facts, standing, at }: RequestFile): readonly StepAt[] {
  // Where the chain was when it was withdrawn: the same judgement without the withdrawal.
  const place =
    standing.state === 'withdrawn' && facts.withdrawal
      ? evaluate(chain, { ...facts, withdrawal: null }, facts.withdrawal.at)
      : standing;
  const turn = 'stepId' in place ? chain.steps.findIndex(({ id }) => id === place.stepId) : chain.steps.length;
  const decisions = counted(chain, facts).filter((decision) => decision.at <= at);

  return chain.steps.map((step, index) => {
    const here = decisions.filter(({ stepId }) => stepId === step.id);
    const opening = facts.openings.find(({ stepId }) => stepId === step.id);
    const state = index < turn ? 'done' : index === turn ? stateOfTurn(standing.state) : afterTurn(standing.state);
    return {
      step,
      state,
      openedAt: opening?.at ?? null,
      lapseAt: opening?.lapseAt ?? null,
      people: step.approvers.map((approver) => personAt(approver, here, state)),
    };
  });
}

function stateOfTurn(state: RequestFile['standing']['state']): StepState {
  return state === 'pending' ? 'current' : state === 'approved' ? 'done' : state;
}

function afterTurn(state: RequestFile['standing']['state']): StepState {
  return state === 'pending' ? 'later' : 'not-reached';
}

function personAt(approver: Approver, here: readonly Decision[], step: StepState): PersonAt {
  const decision = here.find((each) => each.approver.id === approver.id);
  if (decision) return { approver, decision, state: decision.verdict === 'approve' ? 'approved' : 'denied' };
  return { approver, decision, state: step === 'current' ? 'asked' : step === 'later' ? 'later' : 'not-needed' };
}

export interface PersonView {
  readonly name: string;
  readonly title: string;
  readonly state: PersonState;
  readonly words: string;
  readonly at: Moment | null;
  readonly reason: string;
}

export interface StepView {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  readonly words: string;
  /** "any one of them is enough", for a step with several people. */
  readonly quorum: string;
  readonly since: Moment | null;
  readonly until: Moment | null;
  readonly people: readonly PersonView[];
}

const stepWords: Readonly<Record<StepState, string>> = {
  done: 'Approved',
  current: 'Asked now',
  later: 'Not asked yet',
  denied: 'Declined',
  lapsed: 'Not answered in time',
  withdrawn: 'Withdrawn',
  'not-reached': 'Not reached',
};

const personWords: Readonly<Record<PersonState, string>> = {
  approved: 'approved',
  denied: 'declined',
  asked: 'has not answered yet',
  later: 'will be asked',
  'not-needed': 'no answer needed',
};

/** The chain as pages print it, times in the MLS's zone. */
export function chainView(file: RequestFile): readonly StepView[] {
  const zone = file.request.ask.mls.timeZone;
  const inZone = (at: number | null | undefined) => (at === null || at === undefined ? null : moment(at, zone));
  return stepsAt(file).map(({ step, state, openedAt, lapseAt, people }, index) => ({
    number: index + 1,
    title: step.title,
    state,
    words: stepWords[state],
    quorum: quorumWords(step),
    since: inZone(openedAt),
    until: state === 'current' ? inZone(lapseAt) : null,
    people: people.map(({ approver, decision, state: personState }) => ({
      name: approver.name,
      title: approver.title,
      state: personState,
      words: personWords[personState],
      at: inZone(decision?.at),
      reason: decision?.reason ?? '',
    })),
  }));
}

function quorumWords({ approvers, quorum }: Step): string {
  if (approvers.length < 2) return '';
  return quorum === 'any' ? 'Any one of them is enough.' : 'All of them must approve.';
}

/** "Step 2 of 3", from 1. */
export function placeOf(chain: Chain, stepId: string): { readonly number: number; readonly count: number } {
  return { number: chain.steps.findIndex(({ id }) => id === stepId) + 1, count: chain.steps.length };
}
