import type { Chain } from '../../domain/chain';
import { seatsOf, sittersOf } from '../../domain/seats';
import { act, approver, chain, decision, seating, step } from '../support/samples';
import { inShort, judged, known, type Known, missingAt } from './judged';

const says = (who: string, verdict: Parameters<typeof decision>[2], at: number) => decision('mls', who, verdict, at);
const delegates = (who: string, to: string, at: number) =>
  act('mls', who, { verdict: 'delegate', to: approver(to) }, at);

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

const handedOn: readonly Case[] = [
  {
    name: 'the delegate is asked instead',
    chain: all,
    known: { decisions: [delegates('ann', 'dan', 1)] },
    state: 'pending: mls',
    missing: ['dan', 'bob'],
  },
  {
    name: "the delegate's approval counts for the place",
    chain: all,
    known: { decisions: [delegates('ann', 'dan', 1), says('dan', 'approve', 2), says('bob', 'approve', 3)] },
    state: 'approved',
    because: 'Approved by Dan, Bob.',
  },
  {
    name: 'who handed it on may no longer decide',
    chain: alone,
    known: { decisions: [delegates('ann', 'dan', 1), says('ann', 'approve', 2)] },
    state: 'pending: mls',
    missing: ['dan'],
  },
  {
    name: 'a place is handed on once',
    chain: alone,
    known: { decisions: [delegates('ann', 'dan', 1), delegates('dan', 'eve', 2)] },
    state: 'pending: mls',
    missing: ['dan'],
  },
  {
    name: 'not to oneself, and not to somebody who is asked already',
    chain: all,
    known: { decisions: [delegates('ann', 'ann', 1), delegates('ann', 'bob', 2)] },
    state: 'pending: mls',
    missing: ['ann', 'bob'],
  },
  {
    name: 'a question goes with whoever asked it',
    chain: alone,
    known: { decisions: [says('ann', 'ask', 1), delegates('ann', 'dan', 2)] },
    state: 'pending: mls',
    missing: ['dan'],
  },
];

const recusals: readonly Case[] = [
  {
    name: 'who steps aside shrinks the group',
    chain: all,
    known: { decisions: [says('ann', 'recuse', 1), says('bob', 'approve', 2)] },
    state: 'approved',
    because: 'Approved by Bob.',
  },
  {
    name: 'the last missing one stepping aside completes the quorum',
    chain: all,
    known: { decisions: [says('bob', 'approve', 1), says('ann', 'recuse', 2)] },
    state: 'approved',
  },
  {
    name: 'everyone stepping aside leaves nobody',
    chain: any,
    known: { decisions: [says('ann', 'recuse', 1), says('bob', 'recuse', 2)] },
    state: 'pending: mls',
    missing: [],
    because: '"mls approval" has nobody left to ask; support must name somebody.',
  },
  {
    name: 'support fills the place again',
    chain: alone,
    known: { decisions: [says('ann', 'recuse', 1)], seatings: [seating('mls', 'ann', 'dan', 'reassigned', 2)] },
    state: 'pending: mls',
    missing: ['dan'],
  },
  {
    name: 'so does an alternate',
    chain: alone,
    known: { decisions: [says('ann', 'recuse', 1)], seatings: [seating('mls', 'ann', 'dan', 'escalated', 2)] },
    state: 'pending: mls',
    missing: ['dan'],
  },
];

const seatings: readonly Case[] = [
  {
    name: 'reassigned: the other is asked instead',
    chain: all,
    known: { seatings: [seating('mls', 'ann', 'dan', 'reassigned', 1)], decisions: [says('ann', 'approve', 2)] },
    state: 'pending: mls',
    missing: ['dan', 'bob'],
  },
  {
    name: 'away: the other is asked instead',
    chain: all,
    known: { seatings: [seating('mls', 'ann', 'dan', 'away', 1)], decisions: [says('dan', 'approve', 2)] },
    state: 'pending: mls',
    missing: ['bob'],
  },
  {
    name: 'escalated: both are asked, and either may speak',
    chain: all,
    known: { seatings: [seating('mls', 'ann', 'dan', 'escalated', 1)] },
    state: 'pending: mls',
    missing: ['ann', 'dan', 'bob'],
    because: '"mls approval" waits for Ann or Dan and Bob.',
  },
  {
    name: 'escalated: one of the two is one approval, and the other comes too late',
    chain: all,
    known: {
      seatings: [seating('mls', 'ann', 'dan', 'escalated', 1)],
      decisions: [says('dan', 'approve', 2), says('ann', 'approve', 3)],
    },
    state: 'pending: mls',
    missing: ['bob'],
    because: '"mls approval" waits for Bob. 1 of 2 approved so far.',
  },
  {
    name: 'escalated: one of the two steps aside, the other is still asked',
    chain: alone,
    known: { seatings: [seating('mls', 'ann', 'dan', 'escalated', 1)], decisions: [says('dan', 'recuse', 2)] },
    state: 'pending: mls',
    missing: ['ann'],
  },
  {
    name: 'escalated: one of the two hands on, the other is still asked',
    chain: alone,
    known: { seatings: [seating('mls', 'ann', 'dan', 'escalated', 1)], decisions: [delegates('dan', 'eve', 2)] },
    state: 'pending: mls',
    missing: ['ann', 'eve'],
  },
  {
    name: 'somebody who is asked already gets no second place',
    chain: all,
    known: { seatings: [seating('mls', 'ann', 'bob', 'reassigned', 1)] },
    state: 'pending: mls',
    missing: ['ann', 'bob'],
  },
  {
    name: 'who has answered keeps the place',
    chain: all,
    known: { decisions: [says('ann', 'approve', 1)], seatings: [seating('mls', 'ann', 'dan', 'reassigned', 2)] },
    state: 'pending: mls',
    missing: ['bob'],
  },
  {
    name: 'a place at one step is none at another',
    chain: all,
    known: { seatings: [seating('legal', 'ann', 'dan', 'reassigned', 1)] },
    state: 'pending: mls',
    missing: ['ann', 'bob'],
  },
];

test.each([...handedOn, ...recusals, ...seatings])('$name', ({ chain, known, state, missing, because }) => {
  const standing = judged(chain, known);
  expect(inShort(standing)).toBe(state);
  expect(missingAt(chain, 'mls', known)).toEqual(missing);
  expect(because ?? standing.because).toBe(standing.because);
});

test('everyone who ever had a place can be found', () => {
  const facts = known(all, {
    decisions: [delegates('ann', 'dan', 1), { ...delegates('ann', 'gus', 1), id: 'other', stepId: 'legal' }],
    seatings: [seating('mls', 'bob', 'eve', 'away', 2), seating('legal', 'lea', 'fay', 'away', 2)],
  });
  expect(sittersOf(all.steps[0]!, facts).map(({ id }) => id)).toEqual(['ann', 'bob', 'eve', 'dan']);
  expect(seatsOf(all.steps[0]!, facts, 9).map(({ of, holders }) => [of, ...holders.map(({ id }) => id)])).toEqual([
    ['ann', 'dan'],
    ['bob', 'eve'],
  ]);
});
