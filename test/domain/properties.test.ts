import * as fc from 'fast-check';
import type { Decision } from '../../domain/decision';
import { counted, evaluate } from '../../domain/evaluate';
import { refuse } from '../../domain/refuse';
import { chain, decision, facts, opening, step } from '../support/samples';

const two = chain(step('broker', ['tom', 'ann']), step('mls', ['ann', 'bob'], { quorum: 'all' }));
const openings = [opening('broker', 0, 40), opening('mls', 10, 90)];

const anyDecision: fc.Arbitrary<Decision> = fc
  .record({
    stepId: fc.constantFrom('broker', 'mls', 'legal'),
    who: fc.constantFrom('tom', 'ann', 'bob', 'eve'),
    verdict: fc.constantFrom('approve' as const, 'deny' as const),
    at: fc.integer({ min: 0, max: 100 }),
    grade: fc.constantFrom('link' as const, 'link+code' as const, 'reply' as const),
  })
  .map(({ stepId, who, verdict, at, grade }) => decision(stepId, who, verdict, at, { grade }));
const anyDecisions = fc.uniqueArray(anyDecision, { selector: ({ id }) => id, maxLength: 8 });

/** Approvals that complete the chain unless one of them comes too early or too late. */
const enough = fc
  .tuple(fc.integer({ min: 1, max: 45 }), fc.integer({ min: 5, max: 95 }), fc.integer({ min: 5, max: 95 }))
  .map(([tom, ann, bob]) => [
    decision('broker', 'tom', 'approve', tom, { id: 'tom' }),
    decision('mls', 'ann', 'approve', ann, { id: 'ann' }),
    decision('mls', 'bob', 'approve', bob, { id: 'bob' }),
  ]);

test('the order in which rows are read changes nothing', () => {
  fc.assert(
    fc.property(anyDecisions, fc.integer({ min: 0, max: 120 }), (decisions, at) => {
      const forwards = evaluate(two, facts({ openings, decisions }), at);
      expect(evaluate(two, facts({ openings, decisions: decisions.toReversed() }), at)).toEqual(forwards);
    }),
  );
});

test('what is decided stays decided, whatever is said later', () => {
  fc.assert(
    fc.property(anyDecisions, anyDecision, (decisions, late) => {
      const known = facts({ openings, decisions });
      const before = evaluate(two, known, 120);
      fc.pre(before.state !== 'pending');
      const after = evaluate(two, { ...known, decisions: [...decisions, { ...late, id: 'late', at: 110 }] }, 120);
      expect(after).toEqual(before);
    }),
  );
});

test('approved means: nobody denied, and every step has its quorum of decisions that count', () => {
  fc.assert(
    fc.property(anyDecisions, enough, (others, decisions) => {
      const known = facts({
        openings,
        decisions: [...others.filter(({ verdict }) => verdict === 'approve'), ...decisions],
      });
      fc.pre(evaluate(two, known, 120).state === 'approved');
      const kept = counted(two, known);
      const approvedBy = (stepId: string) =>
        kept.filter((each) => each.stepId === stepId).map(({ approver }) => approver.id);
      expect(kept.every(({ verdict }) => verdict === 'approve')).toBe(true);
      expect(approvedBy('broker').length).toBeGreaterThan(0);
      expect(approvedBy('mls').toSorted()).toEqual(['ann', 'bob']);
    }),
  );
});

test('refuse and evaluate agree: a decision that is not refused counts', () => {
  fc.assert(
    fc.property(anyDecisions, anyDecision, (decisions, next) => {
      const kept = counted(two, facts({ openings, decisions })).filter(({ at }) => at < next.at);
      const known = facts({ openings, decisions: kept });
      const counts = counted(two, { ...known, decisions: [...kept, next] }).includes(next);
      expect(counts).toBe(refuse(two, known, next, next.at) === undefined);
    }),
  );
});
