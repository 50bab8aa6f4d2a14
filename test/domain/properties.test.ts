import * as fc from 'fast-check';
import { approvalsNeeded, type Chain, stepOf } from '../../domain/chain';
import { type Decision, type Facts, isAgreement } from '../../domain/decision';
import { evaluate, sift } from '../../domain/evaluate';
import { mailboxOf } from '../../domain/mailbox';
import { refuse } from '../../domain/refuse';
import { seatsOf } from '../../domain/seats';
import { type Standing } from '../../domain/standing';
import { stepStandings } from '../../domain/step-standing';
import { anyInstant, anyRequest, anyRequestAndNext, anySameStepActs, instantsOf, theEnd, until } from './any-request';

const always = { numRuns: 10_000 };

/** The approvals that were neither taken back nor disowned. */
function approvalsAt(stepId: string, { decisions }: Facts): readonly Decision[] {
  const taken = decisions.flatMap((each) => (each.verdict === 'disown' ? [each.of] : []));
  return decisions.filter(
    (each, index) =>
      each.stepId === stepId &&
      isAgreement(each) &&
      !taken.includes(each.id) &&
      !decisions
        .slice(index)
        .some((later) => later.verdict === 'revoke' && isSame(later, each) && !taken.includes(later.id)),
  );
}

function isSame(one: Decision, other: Decision): boolean {
  return one.stepId === other.stepId && one.approver.id === other.approver.id;
}

/** Ends that nothing changes; an approval may still be taken back. */
function isFinal({ state }: Standing): boolean {
  return state !== 'pending' && state !== 'approved';
}

test('the order in which rows are read changes nothing', () => {
  fc.assert(
    fc.property(anyRequest, fc.integer(), ({ chain, facts }, seed) => {
      const mixed = <T>(rows: readonly T[]) =>
        fc.sample(fc.shuffledSubarray([...rows], { minLength: rows.length }), { numRuns: 1, seed })[0]!;
      const { openings, decisions, answers, seatings, overrides } = facts;
      const other: Facts = {
        ...facts,
        openings: mixed(openings),
        decisions: mixed(decisions),
        answers: mixed(answers),
        seatings: mixed(seatings),
        overrides: mixed(overrides),
      };
      expect(evaluate(chain, other, theEnd)).toEqual(evaluate(chain, facts, theEnd));
    }),
    always,
  );
});

test('the same facts give the same standing, and so do the facts that count', () => {
  fc.assert(
    fc.property(anyRequest, ({ chain, facts }) => {
      const standing = evaluate(chain, facts, theEnd);
      expect(evaluate(chain, structuredClone(facts), theEnd)).toEqual(standing);
      expect(evaluate(chain, sift(chain, facts), theEnd)).toEqual(standing);
    }),
    always,
  );
});

test('what others say at a step may come in any order, as long as all of it counts', () => {
  fc.assert(
    fc.property(anySameStepActs, ({ chain, known, orders }) => {
      const [one, other] = orders.map((decisions) => sift(chain, { ...known, decisions }));
      fc.pre(orders.every((each) => each.length === one!.decisions.length && each.length === other!.decisions.length));
      expect(evaluate(chain, one!, theEnd).state).toBe(evaluate(chain, other!, theEnd).state);
    }),
    always,
  );
});

test('nobody counts twice: one place each, and a quorum of different people', () => {
  fc.assert(
    fc.property(anyRequest, ({ chain, facts }) => {
      const kept = sift(chain, facts);
      const standings = stepStandings(chain, kept, theEnd);
      for (const step of chain.steps) {
        const seats = seatsOf(step, kept, theEnd);
        expectDistinct(seats.flatMap(({ holders }) => holders.map(({ id }) => id)));
        expectDistinct(seats.flatMap(({ said }) => said?.id ?? []));

        const isVouched = kept.overrides.some(({ stepId }) => stepId === step.id);
        if (standings.get(step.id)!.state !== 'passed' || step.exempt || isVouched) continue;
        const people = new Set(approvalsAt(step.id, kept).map(({ approver }) => approver.id));
        const group = step.approvers.length - seats.filter(({ state }) => state === 'recused').length;
        expect(people.size).toBeGreaterThanOrEqual(approvalsNeeded(step.quorum, group));
      }
    }),
    always,
  );
});

test('approved means: every step is passed, in its turn, and nobody counted who has a part in the request', () => {
  fc.assert(
    fc.property(anyRequest, ({ chain, facts }) => {
      const kept = sift(chain, facts);
      const isBarred = ({ approver }: Decision) => chain.barred.includes(mailboxOf(approver.email));
      expect(kept.decisions.filter(isBarred)).toEqual([]);
      if (evaluate(chain, facts, theEnd).state !== 'approved') return;
      for (const { state } of stepStandings(chain, kept, theEnd).values()) expect(state).toBe('passed');
      expectInTurn(chain, kept);
    }),
    always,
  );
});

test('a denial, a lapse, a withdrawal and a revocation are final', () => {
  fc.assert(
    fc.property(anyRequest, ({ chain, facts }) => {
      const first = instantsOf(facts).find((at) => isFinal(evaluate(chain, until(facts, at), at)));
      if (first === undefined) return;
      const end = evaluate(chain, until(facts, first), first);
      for (const at of [...instantsOf(facts).filter((each) => each > first), theEnd]) {
        expect(evaluate(chain, facts, at)).toEqual(end);
      }
    }),
    always,
  );
});

test('what happens later does not change how it stood before', () => {
  fc.assert(
    fc.property(anyRequest, anyInstant, ({ chain, facts }, at) => {
      expect(evaluate(chain, facts, at)).toEqual(evaluate(chain, until(facts, at), at));
    }),
    always,
  );
});

test('a standing explains itself: whom it waits for, and at which step', () => {
  fc.assert(
    fc.property(anyRequest, anyInstant, ({ chain, facts }, at) => {
      const standing = evaluate(chain, facts, at);
      expect(standing.because).toMatch(/^\S.+\S$/);
      if (standing.state !== 'pending') return;
      expect(standing.open).not.toEqual([]);
      for (const { stepId, waitingOn, question, because } of standing.open) {
        const people = [...waitingOn, ...(question ? [question.approver] : [])];
        const words = [stepOf(chain, stepId)!.title, ...people.map(({ name }) => name)];
        expect(words.filter((word) => !because.includes(word))).toEqual([]);
        expect(standing.because).toContain(because);
      }
    }),
    always,
  );
});

test('refuse and evaluate agree: what is not refused counts, and what is refused changes nothing', () => {
  fc.assert(
    fc.property(anyRequestAndNext, ({ chain, before, next }) => {
      const kept = sift(chain, before);
      const refusal = refuse(chain, kept, next, next.at);
      const after = sift(chain, { ...before, decisions: [...before.decisions, next] });
      expect(after.decisions.includes(next)).toBe(refusal === undefined);
      if (refusal) {
        expect(refusal.because).toMatch(/^\S.+\S$/);
        expect(after).toEqual(kept);
      }
    }),
    always,
  );
});

function expectDistinct(values: readonly string[]) {
  expect(values).toEqual([...new Set(values)]);
}

/** When somebody approved a step, those that it comes after were passed. */
function expectInTurn(chain: Chain, kept: Facts) {
  for (const [index, { stepId, verdict, at }] of kept.decisions.entries()) {
    if (!isAgreement({ verdict })) continue;
    const before = stepStandings(chain, { ...kept, decisions: kept.decisions.slice(0, index) }, at);
    for (const id of stepOf(chain, stepId)!.after) expect(before.get(id)!.state).toBe('passed');
  }
}
