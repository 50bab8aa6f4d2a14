import { approvalsNeeded, type Chain, type Step } from './chain';
import type { Decision, Facts } from './decision';
import type { Instant } from './instant';
import type { Approver } from './party';
import { type Seat, seatsOf } from './seats';
import { listWords } from './words';

/** A step that is asked, or may be asked, now. */
export interface OpenStep {
  readonly stepId: string;
  /** Whose answer is missing; empty when only staff can help, or when the developer must answer first. */
  readonly waitingOn: readonly Approver[];
  /** The oldest question or proposal that waits for the developer. The step's clock stands still meanwhile. */
  readonly question: Decision | null;
  /** Too few are left to ask for the quorum to be reached: staff must name somebody. */
  readonly isShort: boolean;
  readonly because: string;
}

/** How one step stands: passed, waiting for its turn, open, or ended by denial. */
export type StepStanding =
  | { readonly state: 'passed'; readonly because: string; readonly at: Instant }
  | { readonly state: 'later' }
  | { readonly state: 'open'; readonly open: OpenStep }
  | { readonly state: 'denied'; readonly denial: Decision };

/** Every step of the chain as it stands at `at`, in the chain's order. */
export function stepStandings(chain: Chain, facts: Facts, at: Instant): ReadonlyMap<string, StepStanding> {
  const known = new Map<string, StepStanding>();
  const isPassed = (id: string): boolean => known.get(id)?.state === 'passed';
  const left = new Set(chain.steps);
  // In rounds, since a step may come after one that stands below it. A chain that was drawn up has no cycle.
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    for (const step of left) {
      if (!step.after.every((id) => known.has(id))) continue;
      known.set(step.id, step.after.every(isPassed) ? stepStanding(step, facts, at) : { state: 'later' });
      left.delete(step);
    }
  }
  return known;
}

function stepStanding(step: Step, facts: Facts, at: Instant): StepStanding {
  if (step.exempt) return { state: 'passed', because: step.exempt.because, at: 0 };
  const override = facts.overrides.find(
    (each) => each.stepId === step.id && each.digest === facts.digest && each.at <= at,
  );
  if (override) {
    const { by, confirmedBy, reason } = override;
    return { state: 'passed', because: `${by.name} and ${confirmedBy.name} vouch for it: ${reason}`, at: override.at };
  }
  const group = seatsOf(step, facts, at).filter(({ state }) => state !== 'recused');
  const approvals = group.filter(({ state }) => state === 'approved');
  const denials = group.filter(({ state }) => state === 'denied');
  const silent = group.filter(({ state }) => state === 'silent');
  const needed = approvalsNeeded(step.quorum, group.length);

  const isOutOfReach = approvals.length + silent.length < needed && denials.length > 0;
  if (denials.length >= step.denials || isOutOfReach) {
    return {
      state: 'denied',
      denial: denials
        .map(({ said }) => said!)
        .toSorted((a, b) => a.at - b.at)
        .at(-1)!,
    };
  }
  if (approvals.length >= needed) {
    return {
      state: 'passed',
      because: `Approved by ${approvals.map(({ said }) => said!.approver.name).join(', ')}.`,
      at: Math.max(...approvals.map(({ said }) => said!.at)),
    };
  }
  return { state: 'open', open: openStep(step, silent, approvals.length, needed) };
}

function openStep(step: Step, silent: readonly Seat[], approvals: number, needed: number): OpenStep {
  const question =
    silent
      .flatMap((seat) => seat.question ?? [])
      .toSorted((a, b) => a.at - b.at)
      .at(0) ?? null;
  const waiting = silent.filter((seat) => !seat.question);
  const waitingOn = waiting.flatMap(({ holders }) => holders);
  return {
    stepId: step.id,
    waitingOn,
    question,
    isShort: approvals + silent.length < needed,
    because: openBecause(step, waiting, question, approvals, needed, silent.length),
  };
}

function openBecause(
  step: Step,
  waiting: readonly Seat[],
  question: Decision | null,
  approvals: number,
  needed: number,
  silent: number,
): string {
  const soFar = approvals > 0 ? ` ${approvals} of ${needed} approved so far.` : '';
  const asked = question ? ` ${question.approver.name} asked the developer and waits for the answer.` : '';
  if (silent === 0) return `"${step.title}" has nobody left to ask; support must name somebody.${soFar}`;
  const short = approvals + silent < needed ? ' Too few are left to ask; support must name somebody.' : '';
  if (waiting.length === 0) return `"${step.title}" waits for the developer.${asked}${soFar}${short}`;

  const isOneOfThem = approvals + waiting.length > needed;
  const names = waiting.map(({ holders }) => holders.map(({ name }) => name).join(' or '));
  const whom = listWords(names, isOneOfThem && needed - approvals === 1 ? 'or' : 'and');
  const howMany = isOneOfThem && needed - approvals > 1 ? `${needed - approvals} of ` : '';
  return `"${step.title}" waits for ${howMany}${whom}.${asked}${soFar}${short}`;
}
