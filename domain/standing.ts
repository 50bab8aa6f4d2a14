import { type Chain, stepOf } from './chain';
import type { Decision, Facts } from './decision';
import type { Instant } from './instant';
import type { Approver } from './party';
import { paymentStep } from './payment';
import { seatsOf } from './seats';
import { type OpenStep, stepStandings } from './step-standing';

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
  const end = ends.find((each) => each.at <= at && byDecisions(chain, facts, each.at).state === each.ends);
  return end ? end.standing : byDecisions(chain, facts, at);
}

interface End {
  readonly at: Instant;
  /** Where a request must stand to be ended so. */
  readonly ends: 'pending' | 'approved';
  readonly standing: Standing;
}

function withdrawn({ withdrawal }: Facts): End | undefined {
  if (!withdrawal) return undefined;
  const { by, reason, at } = withdrawal;
  const because = `${by} withdrew the request${reason ? `: ${reason}` : '.'}`;
  return { at, ends: 'pending', standing: { state: 'withdrawn', by, reason, because } };
}

function lapsed(chain: Chain, { lapse }: Facts): End | undefined {
  if (!lapse) return undefined;
  const { stepId, at } = lapse;
  if (stepId === paymentStep) {
    const because = 'It was approved, but the payment was not completed in time.';
    return { at, ends: 'approved', standing: { state: 'lapsed', stepId, because } };
  }
  const because = `Nobody answered "${stepOf(chain, stepId)?.title ?? stepId}" in time.`;
  return { at, ends: 'pending', standing: { state: 'lapsed', stepId, because } };
}

/** Where the chain stands by what was said, whether or not its time ran out or it was withdrawn. */
function byDecisions(chain: Chain, facts: Facts, at: Instant): Standing {
  return revocation(chain, facts, at) ?? stepsStanding(chain, facts, at);
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
  const setUp = chain.steps.flatMap((step) =>
    seatsOf(step, facts, at).flatMap(({ said }) => (said?.verdict === 'set-up' ? [said.approver.name] : [])),
  );
  if (setUp.length > 0) return `The MLS has set the key up itself, as ${setUp.join(' and ')} said.`;
  return `Approved by ${[...new Set([...names, ...vouched])].join(', ')}.`;
}
