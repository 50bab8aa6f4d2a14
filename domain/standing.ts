import { approvalsNeeded, type Chain, type Step, stepOf } from './chain';
import type { Decision, Facts } from './decision';
import type { Instant } from './instant';
import type { Approver } from './party';
import { type Seat, seatsOf } from './seats';

/** A step that is asked, or may be asked, now. */
export interface OpenStep {
  readonly stepId: string;
  /** Whose answer is missing; empty when only staff can help, or when the developer must answer first. */
  readonly waitingOn: readonly Approver[];
  /** The oldest question or proposal that waits for the developer. The step's clock stands still meanwhile. */
  readonly question: Decision | null;
  readonly because: string;
}

/** Where a chain stands, with its reason in words that mails, pages and the command line print as they are. */
export type Standing =
  | { readonly state: 'pending'; readonly open: readonly OpenStep[]; readonly because: string }
  | {
      readonly state: 'approved';
      readonly because: string;
      /** When the last approval came. */
      readonly at: Instant;
    }
  | {
      readonly state: 'denied';
      readonly stepId: string;
      readonly by: Approver;
      readonly reason: string;
      readonly because: string;
    }
  | { readonly state: 'lapsed'; readonly stepId: string; readonly because: string }
  | { readonly state: 'withdrawn'; readonly by: string; readonly reason: string; readonly because: string }
  /** Approved, and then an approval was taken back or disowned: a key that was issued is ended. */
  | {
      readonly state: 'revoked';
      readonly stepId: string;
      readonly by: Approver;
      readonly reason: string;
      readonly because: string;
    };

export type StandingState = Standing['state'];
export const standingStates = ['pending', 'approved', 'denied', 'lapsed', 'withdrawn', 'revoked'] as const;

/** How one step stands: passed, waiting for its turn, open, or ended by denial. */
export type StepStanding =
  | { readonly state: 'passed'; readonly because: string; readonly at: Instant }
  | { readonly state: 'later' }
  | { readonly state: 'open'; readonly open: OpenStep }
  | { readonly state: 'denied'; readonly denial: Decision };

/** The open step of that id, or undefined when it is not asked now. */
export function openStepOf(standing: Standing, stepId: string): OpenStep | undefined {
  return standing.state === 'pending' ? standing.open.find((open) => open.stepId === stepId) : undefined;
}

/**
 * Where the chain stands when every decision in `facts` counts. Callers outside the domain want `evaluate`,
 * which first sets aside the decisions that may not count.
 */
export function standingOf(chain: Chain, facts: Facts, at: Instant): Standing {
  const ends = [withdrawn(facts), lapsed(chain, facts)].flatMap((end) => end ?? []).toSorted((a, b) => a.at - b.at);
  const end = ends.find((each) => each.at <= at && byDecisions(chain, facts, each.at).state === 'pending');
  return end ? end.standing : byDecisions(chain, facts, at);
}

function withdrawn({ withdrawal }: Facts): { at: Instant; standing: Standing } | undefined {
  if (!withdrawal) return undefined;
  const { by, reason, at } = withdrawal;
  const because = `${by} withdrew the request${reason ? `: ${reason}` : '.'}`;
  return { at, standing: { state: 'withdrawn', by, reason, because } };
}

function lapsed(chain: Chain, { lapse }: Facts): { at: Instant; standing: Standing } | undefined {
  if (!lapse) return undefined;
  const { stepId, at } = lapse;
  const because = `Nobody answered "${stepOf(chain, stepId)?.title ?? stepId}" in time.`;
  return { at, standing: { state: 'lapsed', stepId, because } };
}

/** Where the chain stands by what was said, whether or not its time ran out or it was withdrawn. */
function byDecisions(chain: Chain, facts: Facts, at: Instant): Standing {
  return revocation(chain, facts, at) ?? stepsStanding(chain, facts, at);
}

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

function stepsStanding(chain: Chain, facts: Facts, at: Instant): Standing {
  const standings = stepStandings(chain, facts, at);
  const all = chain.steps.map((step) => standings.get(step.id)!);
  const denial = all
    .flatMap((each) => (each.state === 'denied' ? [each.denial] : []))
    .toSorted((a, b) => a.at - b.at)
    .at(0);
  if (denial) return { state: 'denied', ...ended(denial) };

  const open = all.flatMap((each) => (each.state === 'open' ? [each.open] : []));
  if (open.length > 0) return { state: 'pending', open, because: open.map(({ because }) => because).join(' ') };
  const passed = all.flatMap((each) => (each.state === 'passed' ? [each] : []));
  return {
    state: 'approved',
    because: approvedBecause(chain, facts, at),
    at: Math.max(0, ...passed.map((each) => each.at)),
  };
}

/** The first time that an approval was taken back after the whole chain had been approved, and too late to merely stop it. */
function revocation(chain: Chain, facts: Facts, at: Instant): Standing | undefined {
  const standingAfter = (count: number, when: Instant) =>
    stepsStanding(chain, { ...facts, decisions: facts.decisions.slice(0, count) }, when);
  for (const [index, decision] of facts.decisions.entries()) {
    if ((decision.verdict !== 'revoke' && decision.verdict !== 'disown') || decision.at > at) continue;
    const before = standingAfter(index, decision.at);
    if (before.state !== 'approved') continue;
    if (decision.at < before.at + chain.stopMinutes * 60_000) continue;
    // A disowned question, say, had no part in the approval.
    if (decision.verdict === 'disown' && standingAfter(index + 1, decision.at).state === 'approved') continue;
    return { state: 'revoked', ...ended(decision) };
  }
  return undefined;
}

function ended(decision: Decision) {
  const { approver, stepId, reason, verdict } = decision;
  const whose = `${approver.name} (${approver.title})`;
  const because =
    verdict === 'disown'
      ? `The approval in the name of ${whose} no longer counts${reason ? `: ${reason}` : '.'}`
      : `${whose} ${verdict === 'revoke' ? 'took the approval back' : 'declined'}: ${reason}`;
  return { stepId, by: approver, reason, because };
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
  const whom =
    names.length === 1
      ? names[0]!
      : `${names.slice(0, -1).join(', ')} ${isOneOfThem && needed - approvals === 1 ? 'or' : 'and'} ${names.at(-1)!}`;
  const howMany = isOneOfThem && needed - approvals > 1 ? `${needed - approvals} of ` : '';
  return `"${step.title}" waits for ${howMany}${whom}.${asked}${soFar}${short}`;
}

function approvedBecause(chain: Chain, facts: Facts, at: Instant): string {
  const names = chain.steps.flatMap((step) =>
    seatsOf(step, facts, at).flatMap(({ state, said }) => (state === 'approved' ? [said!.approver.name] : [])),
  );
  const vouched = chain.steps.flatMap((step) => {
    const override = facts.overrides.find(
      (each) => each.stepId === step.id && each.digest === facts.digest && each.at <= at,
    );
    return override ? [override.by.name, override.confirmedBy.name] : [];
  });
  return `Approved by ${[...new Set([...names, ...vouched])].join(', ')}.`;
}
