import type { Chain } from '../../domain/chain';
import type { Decision } from '../../domain/decision';
import { act, answer, chain, decision, step } from '../support/samples';
import { inShort, judged, type Known, missingAt } from './judged';

const says = (who: string, verdict: Parameters<typeof decision>[2], at: number) => decision('mls', who, verdict, at);
const proposes = (who: string, at: number) =>
  act('mls', who, { verdict: 'propose', plan: { id: 'small', name: 'Small' } }, at);

const any = chain(step('mls', ['ann', 'bob']));
const all = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
const alone = chain(step('mls', ['ann']));

interface Case {
  readonly name: string;
  readonly chain: Chain;
  readonly known: Known;
  readonly state: string;
  /** Left out where the step is no longer open. */
  readonly missing?: readonly string[];
  readonly because?: string;
}

const questions: readonly Case[] = [
  {
    name: 'who asked is not waited for; the others still are',
    chain: all,
    known: { decisions: [says('ann', 'ask', 1)] },
    state: 'pending: mls',
    missing: ['bob'],
    because: '"mls approval" waits for Bob. Ann asked the developer and waits for the answer.',
  },
  {
    name: 'others may decide meanwhile',
    chain: any,
    known: { decisions: [says('ann', 'ask', 1), says('bob', 'approve', 2)] },
    state: 'approved',
  },
  {
    name: 'nobody but the developer is waited for',
    chain: alone,
    known: { decisions: [says('ann', 'ask', 1)] },
    state: 'pending: mls',
    missing: [],
    because: '"mls approval" waits for the developer. Ann asked the developer and waits for the answer.',
  },
  {
    name: 'the answer asks the approver again',
    chain: alone,
    known: { decisions: [says('ann', 'ask', 1)], answers: [answer('mls-ann-1', 2)] },
    state: 'pending: mls',
    missing: ['ann'],
    because: '"mls approval" waits for Ann.',
  },
  {
    name: 'who asked may decide without the answer',
    chain: alone,
    known: { decisions: [says('ann', 'ask', 1), says('ann', 'approve', 2)] },
    state: 'approved',
  },
  {
    name: 'who asked may ask again after the answer',
    chain: alone,
    known: { decisions: [says('ann', 'ask', 1), says('ann', 'ask', 3)], answers: [answer('mls-ann-1', 2)] },
    state: 'pending: mls',
    missing: [],
  },
  {
    name: 'an answer to another question answers nothing',
    chain: alone,
    known: { decisions: [says('ann', 'ask', 1)], answers: [answer('mls-bob-1', 2)] },
    state: 'pending: mls',
    missing: [],
  },
  {
    name: 'a proposal waits for the developer too',
    chain: all,
    known: { decisions: [proposes('bob', 1)] },
    state: 'pending: mls',
    missing: ['ann'],
  },
  {
    name: 'a proposal that is turned down asks the approver again',
    chain: all,
    known: { decisions: [proposes('bob', 1)], answers: [answer('mls-bob-1', 2)] },
    state: 'pending: mls',
    missing: ['ann', 'bob'],
  },
];

test.each(questions)('$name', ({ chain, known, state, missing, because }) => {
  const standing = judged(chain, known);
  expect(inShort(standing)).toBe(state);
  expect(missingAt(chain, 'mls', known)).toEqual(missing);
  expect(because ?? standing.because).toBe(standing.because);
});

test('an open step names the oldest question that waits', () => {
  const decisions: Decision[] = [says('bob', 'ask', 2), says('ann', 'ask', 1)];
  expect(judged(all, { decisions })).toMatchObject({ open: [{ question: { id: 'mls-ann-1' } }] });
  expect(judged(all, { decisions, answers: [answer('mls-ann-1', 3)] })).toMatchObject({
    open: [{ question: { id: 'mls-bob-2' } }],
  });
  expect(judged(all, { decisions: [] })).toMatchObject({ open: [{ question: null }] });
});

test('an answer counts from that instant on', () => {
  const more = { decisions: [says('ann', 'ask', 1)], answers: [answer('mls-ann-1', 5)] };
  expect(missingAt(alone, 'mls', more, 4)).toEqual([]);
  expect(missingAt(alone, 'mls', more, 5)).toEqual(['ann']);
});
