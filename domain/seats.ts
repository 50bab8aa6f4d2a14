import type { Step } from './chain';
import type { Decision, Facts } from './decision';
import type { Instant } from './instant';
import type { Approver } from './party';

/** A place at a step. It counts once, whoever of its holders speaks for it. */
export interface Seat {
  /** The approver the chain names for it. */
  readonly of: string;
  /** Who may speak for it now; several after an escalation. */
  readonly holders: readonly Approver[];
  /** The approval, denial or recusal that stands for it now. */
  readonly said: Decision | undefined;
  /** The holder's question or proposal that nobody has answered yet. */
  readonly question: Decision | undefined;
  readonly state: 'silent' | 'approved' | 'denied' | 'recused';
}

interface Move {
  readonly at: Instant;
  apply(seats: readonly Seat[]): readonly Seat[];
}

/** The places of a step at `at`, when every decision in `facts` counts. */
export function seatsOf(step: Step, facts: Facts, at: Instant): readonly Seat[] {
  const empty = step.approvers.map((approver): Seat => ({
    of: approver.id,
    holders: [approver],
    said: undefined,
    question: undefined,
    state: 'silent',
  }));
  return movesOf(step, facts, at).reduce((seats, move) => move.apply(seats), empty as readonly Seat[]);
}

/** The place that `approverId` may speak for. */
export function seatHeldBy(seats: readonly Seat[], approverId: string): Seat | undefined {
  return seats.find(({ holders }) => holders.some(({ id }) => id === approverId));
}

/** What moves the places, in order of time; at the same instant seatings come before decisions. */
function movesOf(step: Step, facts: Facts, at: Instant): readonly Move[] {
  const seatings = facts.seatings
    .filter((each) => each.stepId === step.id)
    .map(({ at: when, from, to, kind }): Move => ({
      at: when,
      apply: (seats) =>
        change(seats, from, (seat) =>
          kind === 'escalated' ? { ...seat, holders: [...seat.holders, to] } : handedTo(seat, to),
        ),
    }));
  const disowned = facts.decisions.flatMap((each) => (each.verdict === 'disown' && each.at <= at ? [each.of] : []));
  const decisions = facts.decisions
    .filter((each) => each.stepId === step.id && each.digest === facts.digest && !disowned.includes(each.id))
    .map((decision): Move => ({
      at: decision.at,
      apply: (seats) => change(seats, decision.approver.id, (seat) => afterDecision(seat, decision, facts, at)),
    }));
  return [...seatings, ...decisions].filter((move) => move.at <= at).toSorted((a, b) => a.at - b.at);
}

function change(seats: readonly Seat[], approverId: string, to: (seat: Seat) => Seat): readonly Seat[] {
  const held = seatHeldBy(seats, approverId);
  return seats.map((seat) => (seat === held ? to(seat) : seat));
}

/** A place that somebody stepped aside from is filled again; one that has spoken keeps what it said. */
function handedTo(seat: Seat, to: Approver): Seat {
  if (seat.state === 'approved' || seat.state === 'denied') return seat;
  return { ...seat, holders: [to], said: undefined, question: undefined, state: 'silent' };
}

function afterDecision(seat: Seat, decision: Decision, facts: Facts, at: Instant): Seat {
  switch (decision.verdict) {
    case 'approve':
      return { ...seat, said: decision, question: undefined, state: 'approved' };
    case 'deny':
    case 'revoke':
      return { ...seat, said: decision, question: undefined, state: 'denied' };
    case 'recuse':
      return { ...seat, said: decision, question: undefined, state: 'recused' };
    case 'disown':
      // What it names is left out from the start.
      return seat;
    case 'delegate':
      return handedTo(seat, decision.to);
    case 'ask':
    case 'propose': {
      const isAnswered = facts.answers.some((answer) => answer.questionId === decision.id && answer.at <= at);
      return { ...seat, question: isAnswered ? undefined : decision };
    }
  }
}

/** Everyone who ever had a place at the step. */
export function sittersOf(step: Step, { seatings, decisions }: Facts): readonly Approver[] {
  return [
    ...step.approvers,
    ...seatings.flatMap(({ stepId, to }) => (stepId === step.id ? [to] : [])),
    ...decisions.flatMap((each) => (each.stepId === step.id && each.verdict === 'delegate' ? [each.to] : [])),
  ];
}
