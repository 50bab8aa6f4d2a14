import type { Step } from '../domain/chain';
import type { Decision, Facts, Seating } from '../domain/decision';
import { didWords } from '../domain/decision-words';
import type { Instant } from '../domain/instant';
import type { Approver } from '../domain/party';
import { type Seat, seatsOf } from '../domain/seats';
import type { PersonState, StepState } from './chain-states';

export interface PersonAt {
  readonly approver: Approver;
  readonly state: PersonState;
  /** In words that follow the name: "has not answered yet". */
  readonly words: string;
  /** The act that put them there, and when; a place that staff gave away has a time and no decision. */
  readonly decision: Decision | undefined;
  readonly at: Instant | null;
}

/**
 * Those who hold a place at a step, each after those who held it before, so that the list tells how it came to them.
 * In `facts` every act must count.
 */
export function peopleAt(step: Step, facts: Facts, at: Instant, state: StepState): readonly PersonAt[] {
  return seatsOf(step, facts, at).flatMap((seat) =>
    everHeld(step, facts, at, seat.of).map((approver) =>
      seat.holders.some(({ id }) => id === approver.id)
        ? holderAt(approver, seat, step, facts, state)
        : leaverAt(approver, step, facts, at),
    ),
  );
}

/** Everybody who held the place at some time, in the order in which they came to it. */
function everHeld(step: Step, facts: Facts, at: Instant, of: string): readonly Approver[] {
  const times = [...facts.seatings, ...facts.decisions]
    .filter((act) => act.stepId === step.id && act.at <= at)
    .map((act) => act.at)
    .toSorted((a, b) => a - b);
  const held = times.flatMap((time) => seatsOf(step, facts, time).find((seat) => seat.of === of)?.holders ?? []);
  const all = [...step.approvers.filter(({ id }) => id === of), ...held];
  return all.filter(({ id }, index) => all.findIndex((each) => each.id === id) === index);
}

function holderAt(approver: Approver, seat: Seat, step: Step, facts: Facts, state: StepState): PersonAt {
  const own = (decision: Decision | undefined) => (decision?.approver.id === approver.id ? decision : undefined);
  const said = own(seat.said);
  if (said) return spoken(approver, said);
  const disowned = facts.decisions.find(
    (each) => each.stepId === step.id && each.verdict === 'disown' && own(each) !== undefined,
  );
  if (state === 'revoked' && disowned) return spoken(approver, disowned);
  const question = own(seat.question);
  if (state === 'current' && question) return spoken(approver, question);
  if (state === 'current' && !seat.said) return silent(approver, 'asked');
  const rest = silent(approver, state === 'later' ? 'later' : 'not-needed');
  return state === 'lapsed' && !seat.said ? { ...rest, words: 'did not answer' } : rest;
}

/** Somebody who held the place and does not any more. */
function leaverAt(approver: Approver, step: Step, facts: Facts, at: Instant): PersonAt {
  const left = facts.decisions.findLast(
    (each) =>
      each.stepId === step.id &&
      each.at <= at &&
      each.approver.id === approver.id &&
      (each.verdict === 'recuse' || each.verdict === 'delegate'),
  );
  if (left) return spoken(approver, left);
  // Whoever did not leave the place had it given away.
  const given = facts.seatings.findLast(
    (each) => each.stepId === step.id && each.at <= at && each.from === approver.id && each.kind !== 'escalated',
  )!;
  return { approver, state: 'handed-on', words: givenWords(given), decision: undefined, at: given.at };
}

function givenWords({ kind, to }: Seating): string {
  return kind === 'away' ? `is away; ${to.name} is asked instead` : `${to.name} is asked instead`;
}

function silent(approver: Approver, state: 'asked' | 'later' | 'not-needed'): PersonAt {
  return { approver, state, words: silentWords[state], decision: undefined, at: null };
}

const silentWords = {
  asked: 'has not answered yet',
  later: 'will be asked',
  'not-needed': 'no answer needed',
} as const;

function spoken(approver: Approver, decision: Decision): PersonAt {
  return { approver, state: stateBy[decision.verdict], words: saidWords(decision), decision, at: decision.at };
}

const stateBy: Readonly<Record<Decision['verdict'], PersonState>> = {
  approve: 'approved',
  deny: 'denied',
  revoke: 'denied',
  disown: 'denied',
  ask: 'asked-back',
  propose: 'asked-back',
  recuse: 'recused',
  delegate: 'handed-on',
  'set-up': 'approved',
  refer: 'asked-back',
};

/** What they did; and, while it lasts, that they wait for an answer. */
function saidWords(decision: Decision): string {
  switch (decision.verdict) {
    case 'disown':
      return 'says that it was somebody else';
    case 'ask':
      return 'asked the developer and waits for the answer';
    case 'propose':
      return `proposed ${decision.plan.name} and waits for the developer`;
    case 'refer':
      return `says that ${decision.mls.name} must be asked, and waits for the developer`;
    case 'approve':
    case 'deny':
    case 'revoke':
    case 'set-up':
    case 'recuse':
    case 'delegate':
      return didWords(decision);
  }
}
