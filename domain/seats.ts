import type { Step } from './chain';
import type { Decision, Facts, Seating } from './decision';
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
          kind === 'escalated' && seat.state === 'silent'
            ? { ...seat, holders: [...seat.holders, to] }
            : handedTo(seat, from, to),
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

/** A place that its only holder stepped aside from is filled again; one that has spoken keeps what it said. */
function handedTo(seat: Seat, from: string, to: Approver): Seat {
  if (seat.state === 'approved' || seat.state === 'denied') return seat;
  const holders = seat.holders.map((holder) => (holder.id === from ? to : holder));
  return { ...seat, holders, said: undefined, question: questionWithout(seat, from), state: 'silent' };
}

/** One of several holders leaves the place to the others. */
function recused(seat: Seat, decision: Decision): Seat {
  const who = decision.approver.id;
  const others = seat.holders.filter(({ id }) => id !== who);
  return others.length > 0
    ? { ...seat, holders: others, question: questionWithout(seat, who) }
    : { ...seat, said: decision, question: undefined, state: 'recused' };
}

function questionWithout({ question }: Seat, approverId: string): Decision | undefined {
  return question?.approver.id === approverId ? undefined : question;
}

function afterDecision(seat: Seat, decision: Decision, facts: Facts, at: Instant): Seat {
  switch (decision.verdict) {
    case 'approve':
    case 'set-up':
      return { ...seat, said: decision, question: undefined, state: 'approved' };
    case 'deny':
    case 'revoke':
      return { ...seat, said: decision, question: undefined, state: 'denied' };
    case 'recuse':
      return recused(seat, decision);
    case 'disown':
      // What it names is left out from the start.
      return seat;
    case 'delegate':
      return handedTo(seat, decision.approver.id, decision.to);
    case 'ask':
    case 'propose':
    case 'refer': {
      const isAnswered = facts.answers.some((answer) => answer.questionId === decision.id && answer.at <= at);
      return { ...seat, question: isAnswered ? undefined : decision };
    }
  }
}

/** Everyone who ever had a place at the step; of somebody whose address has changed, the newest comes last. */
export function sittersOf(step: Step, { seatings, decisions }: Facts): readonly Approver[] {
  return [
    ...step.approvers,
    ...seatings.flatMap(({ stepId, to }) => (stepId === step.id ? [to] : [])),
    ...decisions.flatMap((each) => (each.stepId === step.id && each.verdict === 'delegate' ? [each.to] : [])),
  ];
}

/** How a place came to somebody whom the chain does not name for it. */
export interface HandOver {
  readonly kind: Seating['kind'] | 'delegated';
  /** Who held the place until then. */
  readonly from: Pick<Approver, 'name' | 'title'>;
  /** The name of who saw to it. */
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** How a place at the step came to somebody last; undefined when the chain gave it to them. */
export function handOverTo(step: Step, facts: Facts, approverId: string): HandOver | undefined {
  const sitters = sittersOf(step, facts);
  const seatings = facts.seatings
    .filter(({ stepId, to }) => stepId === step.id && to.id === approverId)
    .map(({ kind, from, by, reason, at }): HandOver => {
      const held = sitters.find(({ id }) => id === from);
      return { kind, from: held ?? { name: from, title: '' }, by, reason, at };
    });
  const delegations = facts.decisions
    .filter((each) => each.stepId === step.id && each.verdict === 'delegate' && each.to.id === approverId)
    .map(({ approver, reason, at }): HandOver => ({
      kind: 'delegated',
      from: approver,
      by: approver.name,
      reason,
      at,
    }));
  return [...seatings, ...delegations].toSorted((a, b) => a.at - b.at).at(-1);
}
