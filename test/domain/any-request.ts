import * as fc from 'fast-check';
import { type Chain, type Quorum, type Step, stepOf } from '../../domain/chain';
import { type Act, type Facts, type Opening, type Seating, verdicts } from '../../domain/decision';
import { evaluate } from '../../domain/evaluate';
import { noLimits } from '../../domain/limits';
import { act, answer, approver, facts, opening, override, seating, staff, step } from '../support/samples';

/** Chains of one to four steps and up to ten acts on them, most of which somebody might really try. */

export const minute = 60_000;

/** Later than anything that is generated. */
export const theEnd = 30 * minute;

export const anyInstant = fc.noBias(fc.integer({ min: 1, max: 21 })).map((minutes) => minutes * minute);

const people = ['ann', 'bob', 'cat', 'dan', 'eve'];

const anyQuorum = (group: number): fc.Arbitrary<Quorum> =>
  fc.oneof(
    fc.constantFrom('any' as const, 'all' as const),
    fc.integer({ min: 1, max: group }).map((count) => ({ count })),
    fc.integer({ min: 1, max: 100 }).map((percent) => ({ percent })),
  );

/** A step that comes after some of those before it. */
const anyStep = (id: number): fc.Arbitrary<Step> =>
  fc
    .tuple(fc.shuffledSubarray(people, { minLength: 1, maxLength: 4 }), fc.nat(15), fc.nat(19), fc.nat(3), fc.nat(1))
    .chain(([names, after, special, denials, attested]) =>
      anyQuorum(names.length).map((quorum) =>
        step(`s${id}`, names, {
          after: [0, 1, 2].filter((each) => each < id && after & (1 << each)).map((each) => `s${each}`),
          quorum,
          denials: 1 + (denials % names.length),
          accepts: attested ? ['link+code', 'attested'] : ['link+code'],
          exempt: special === 0 ? { kind: 'not-needed', because: 'Not needed.' } : null,
        }),
      ),
    );

/** The steps stand in any order, whatever comes after what. Now and then somebody among the approvers has a part in the request. */
export const anyChain: fc.Arbitrary<Chain> = fc
  .integer({ min: 1, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, id) => anyStep(id))))
  .chain((steps) => fc.tuple(fc.shuffledSubarray(steps, { minLength: steps.length }), fc.nat(3), fc.nat(4)))
  .map(([steps, stopMinutes, barred]) => ({
    version: 1,
    steps,
    informed: [],
    barred: barred === 0 ? [approver('eve').email] : [],
    stopMinutes,
  }));

interface Try {
  readonly what: Act['verdict'] | Seating['kind'] | 'override' | 'answer';
  readonly step: number;
  readonly who: number;
  readonly other: number;
  readonly at: number;
  /** 0: something about it is unfit. 1: of any step, by anybody. Else of an open step, by somebody who is asked there. */
  readonly fit: number;
}

const anyTry: fc.Arbitrary<Try> = fc.record({
  what: fc.oneof(
    { weight: 9, arbitrary: fc.constant('approve' as const) },
    {
      weight: 8,
      arbitrary: fc.constantFrom('deny', 'ask', 'propose', 'recuse', 'delegate', 'revoke', 'disown', 'set-up', 'refer'),
    },
    { weight: 3, arbitrary: fc.constantFrom('reassigned', 'away', 'escalated', 'override', 'answer') },
  ),
  step: fc.nat(11),
  who: fc.nat(23),
  other: fc.nat(23),
  at: fc.integer({ min: 1, max: 20 }).map((minutes) => minutes * minute),
  fit: fc.nat(11),
});

const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % Math.max(1, from.length)];

/** Adds one act to the facts; at what it aims depends on where the request stands by then. */
function tried(chain: Chain, known: Facts, id: string, { what, step, who, other, at, fit }: Try): Facts {
  const standing = evaluate(chain, known, at);
  const open = fit > 1 && standing.state === 'pending' ? pick(standing.open, step) : undefined;
  const stepId = open?.stepId ?? pick(chain.steps, step)!.id;
  const asked = open?.waitingOn.length ? open.waitingOn : stepOf(chain, stepId)!.approvers;
  const one = fit > 1 ? pick(asked, who)!.id : pick(people, who)!;
  const two = pick(people, other)!;
  const earlier = pick(known.decisions, other);
  const said = { id, ...(fit === 0 ? pick([{ digest: 'd0' }, { grade: 'link' as const }, { reason: '' }], who) : {}) };
  switch (what) {
    case 'override': {
      const confirmedBy = staff(fit === 0 ? 'sam' : 'sue');
      return { ...known, overrides: [...known.overrides, override(stepId, at, { id, confirmedBy })] };
    }
    case 'answer': {
      const questionId = (open?.question ?? earlier)?.id ?? 'none';
      return { ...known, answers: [...known.answers, answer(questionId, at, { id })] };
    }
    case 'reassigned':
    case 'away':
    case 'escalated':
      return { ...known, seatings: [...known.seatings, seating(stepId, one, two, what, at, { id })] };
    case 'revoke':
    case 'disown': {
      const taken = what === 'revoke' ? { verdict: what } : { verdict: what, of: earlier?.id ?? 'none' };
      const made = act(earlier?.stepId ?? stepId, earlier?.approver.id ?? one, taken, at, said);
      return { ...known, decisions: [...known.decisions, made] };
    }
    case 'approve':
    case 'deny':
    case 'ask':
    case 'propose':
    case 'recuse':
    case 'delegate':
    case 'set-up':
    case 'refer':
      return { ...known, decisions: [...known.decisions, act(stepId, one, actOf(what, two, other), at, said)] };
  }
}

type Said = Exclude<Act['verdict'], 'revoke' | 'disown'>;

function actOf(verdict: Said, two: string, other: number): Act {
  switch (verdict) {
    case 'approve':
      return { verdict, limits: { ...noLimits, ips: other < 2 ? [`192.0.2.${other}`] : [] } };
    case 'delegate':
      return { verdict, to: approver(two) };
    case 'propose':
      return { verdict, plan: { id: 'small', name: 'Small' } };
    case 'refer':
      return { verdict, mls: { id: 'other', name: 'Other MLS' } };
    case 'deny':
    case 'ask':
    case 'recuse':
    case 'set-up':
      return { verdict };
  }
}

/** One of that many minutes, mostly none. */
const seldom = (minutes: number): fc.Arbitrary<number | null> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: minutes }).map((each) => each * minute) },
  );

const anyOpening = (stepId: string): fc.Arbitrary<readonly Opening[]> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant([opening(stepId, 0)]) },
    { weight: 1, arbitrary: fc.nat(9).map((at) => [opening(stepId, at * minute)]) },
    { weight: 1, arbitrary: fc.constantFrom([], [{ ...opening(stepId, 0), digest: 'd0' }]) },
  );

export interface AnyRequest {
  readonly chain: Chain;
  readonly facts: Facts;
}

const anyFacts = (chain: Chain): fc.Arbitrary<Facts> =>
  fc
    .record({
      tries: fc.array(anyTry, { maxLength: 10 }),
      openings: fc.tuple(...chain.steps.map(({ id }) => anyOpening(id))),
      lapse: seldom(20),
      withdrawal: seldom(20),
      step: fc.nat(3),
    })
    .map(({ tries, openings, lapse, withdrawal, step }) =>
      tries
        .toSorted((a, b) => a.at - b.at)
        .reduce(
          (known, each, index) => tried(chain, known, `a${index}`, each),
          facts({
            openings: openings.flat(),
            lapse: lapse === null ? null : { stepId: pick(chain.steps, step)!.id, at: lapse },
            withdrawal: withdrawal === null ? null : { by: 'Dana', reason: '', at: withdrawal },
          }),
        ),
    );

/** Every draw alike: small numbers are not the likelier ones. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc.noBias(
  anyChain.chain((chain) => anyFacts(chain).map((known) => ({ chain, facts: known }))),
);

/** A request, and one more decision after all the others. */
export const anyRequestAndNext = fc.noBias(
  fc.tuple(anyRequest, anyTry).map(([{ chain, facts }, last]) => {
    const at = theEnd - minute;
    const { decisions } = tried(chain, facts, 'next', {
      ...last,
      at,
      what: isDecision(last.what) ? last.what : 'deny',
    });
    return { chain, before: facts, next: decisions.at(-1)! };
  }),
);

function isDecision(what: Try['what']): what is Act['verdict'] {
  return verdicts.some((verdict) => verdict === what);
}

/** The same acts at one step in two orders. Nobody takes anything back: that is about what came before. */
export const anySameStepActs = fc.noBias(
  anyChain.chain((chain) => {
    const { id, approvers } = chain.steps.find(({ after }) => after.length === 0)!;
    const said = fc.constantFrom<Said[]>('approve', 'approve', 'deny', 'ask', 'propose', 'recuse', 'delegate');
    const one = fc
      .tuple(fc.constantFrom(...approvers, approver('fay')), said, fc.nat(19), fc.constantFrom('fay', 'gus'))
      .map(([who, verdict, other, to]) => ({ who: who.id, what: actOf(verdict, to, other) }));
    return fc
      .array(one, { minLength: 2, maxLength: 5 })
      .chain((acts) => fc.tuple(fc.constant(acts), fc.shuffledSubarray(acts, { minLength: acts.length })))
      .map((orders) => ({
        chain,
        known: facts({ openings: [opening(id, 0)] }),
        orders: orders.map((order) =>
          order.map(({ who, what }, index) => act(id, who, what, (index + 1) * minute, { id: `a${index}` })),
        ),
      }));
  }),
);

/** What was there at `at`. */
export function until(known: Facts, at: number): Facts {
  const isThere = (each: { readonly at: number }) => each.at <= at;
  return {
    ...known,
    decisions: known.decisions.filter(isThere),
    seatings: known.seatings.filter(isThere),
    overrides: known.overrides.filter(isThere),
    answers: known.answers.filter(isThere),
    openings: known.openings.filter(isThere),
    lapse: known.lapse && isThere(known.lapse) ? known.lapse : null,
    withdrawal: known.withdrawal && isThere(known.withdrawal) ? known.withdrawal : null,
  };
}

/** Every instant at which something was done, in order. */
export function instantsOf(known: Facts): readonly number[] {
  const ends = [known.lapse, known.withdrawal].flatMap((end) => end ?? []);
  const all = [...known.decisions, ...known.seatings, ...known.overrides, ...known.answers, ...ends];
  return [...new Set(all.map(({ at }) => at))].toSorted((a, b) => a - b);
}
