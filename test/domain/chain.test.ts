import type { Chain } from '../../domain/chain';
import type { Facts } from '../../domain/decision';
import { evaluate } from '../../domain/evaluate';
import { refuse, refuseWithdrawal } from '../../domain/refuse';
import { approver, chain, decision, facts, opening, step } from '../support/samples';

const one = chain(step('mls', ['ann', 'bob']));
const two = chain(step('broker', ['tom']), step('mls', ['ann', 'bob']));
const both = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
const opened = [opening('broker', 0), opening('mls', 0)];

interface Case {
  readonly name: string;
  readonly given: { readonly chain: Chain; readonly facts?: Partial<Facts>; readonly at?: number };
  readonly expected: object;
}

const standings: readonly Case[] = [
  {
    name: 'nothing said: the first step waits for either of its approvers',
    given: { chain: one },
    expected: { state: 'pending', stepId: 'mls', because: '"mls approval" waits for Ann or Bob.' },
  },
  {
    name: 'any: one approval is enough',
    given: { chain: one, facts: { openings: opened, decisions: [decision('mls', 'bob', 'approve', 5)] } },
    expected: { state: 'approved', because: 'Approved by Bob.' },
  },
  {
    name: 'all: one approval is not enough, and the standing says who is missing',
    given: { chain: both, facts: { openings: opened, decisions: [decision('mls', 'bob', 'approve', 5)] } },
    expected: {
      state: 'pending',
      waitingOn: [approver('ann')],
      because: '"mls approval" waits for Ann. 1 of 2 approved so far.',
    },
  },
  {
    name: 'the first step approved: the second waits',
    given: { chain: two, facts: { openings: opened, decisions: [decision('broker', 'tom', 'approve', 5)] } },
    expected: { state: 'pending', stepId: 'mls' },
  },
  {
    name: 'a denial ends it, with its reason',
    given: { chain: two, facts: { openings: opened, decisions: [decision('broker', 'tom', 'deny', 5)] } },
    expected: { state: 'denied', reason: 'not in our policy', because: 'Tom (MLS admin) declined: not in our policy' },
  },
  {
    name: 'a decision from the future is not counted yet',
    given: { chain: one, facts: { openings: opened, decisions: [decision('mls', 'ann', 'approve', 50)] }, at: 49 },
    expected: { state: 'pending' },
  },
  {
    name: 'the step lapses at its instant, not before',
    given: { chain: one, facts: { openings: [opening('mls', 0, 100)] }, at: 99 },
    expected: { state: 'pending' },
  },
  {
    name: 'the step lapses at its instant',
    given: { chain: one, facts: { openings: [opening('mls', 0, 100)] }, at: 100 },
    expected: { state: 'lapsed', because: 'Nobody answered "mls approval" in time.' },
  },
  {
    name: 'an approval in time counts however late it is judged',
    given: {
      chain: one,
      facts: { openings: [opening('mls', 0, 100)], decisions: [decision('mls', 'ann', 'approve', 99)] },
      at: 900,
    },
    expected: { state: 'approved' },
  },
  {
    name: 'an approval after the lapse is set aside',
    given: {
      chain: one,
      facts: { openings: [opening('mls', 0, 100)], decisions: [decision('mls', 'ann', 'approve', 100)] },
      at: 900,
    },
    expected: { state: 'lapsed' },
  },
  {
    name: 'withdrawn while pending',
    given: { chain: one, facts: { openings: opened, withdrawal: { by: 'Dana', reason: 'not needed', at: 5 } } },
    expected: { state: 'withdrawn', because: 'Dana withdrew the request: not needed' },
  },
  {
    name: 'a withdrawal after the approval changes nothing',
    given: {
      chain: one,
      facts: {
        openings: opened,
        decisions: [decision('mls', 'ann', 'approve', 5)],
        withdrawal: { by: 'Dana', reason: '', at: 6 },
      },
    },
    expected: { state: 'approved' },
  },
  {
    name: 'a planted row by somebody who is not asked changes nothing',
    given: { chain: one, facts: { openings: opened, decisions: [decision('mls', 'eve', 'approve', 5)] } },
    expected: { state: 'pending' },
  },
  {
    name: '[case 6] approvals of an earlier text of the request do not count',
    given: { chain: one, facts: { openings: opened, decisions: [decision('mls', 'ann', 'approve', 5)], digest: 'd2' } },
    expected: { state: 'pending' },
  },
  {
    name: 'a proof that is too weak does not count',
    given: {
      chain: one,
      facts: { openings: opened, decisions: [decision('mls', 'ann', 'approve', 5, { grade: 'link' })] },
    },
    expected: { state: 'pending' },
  },
  {
    name: 'an approval of a step that was never put to anybody does not count',
    given: { chain: one, facts: { decisions: [decision('mls', 'ann', 'approve', 5)] } },
    expected: { state: 'pending' },
  },
];

test.each(standings)('standing: $name', ({ given, expected }) => {
  expect(evaluate(given.chain, facts(given.facts), given.at ?? 10)).toMatchObject(expected);
});

const early = decision('mls', 'ann', 'approve', 5);
const refusals: readonly [name: string, Chain, Partial<Facts>, ReturnType<typeof decision>, string | undefined][] = [
  ['an approver of the open step may decide', one, { openings: opened }, early, undefined],
  ['somebody who is not asked', one, { openings: opened }, decision('mls', 'eve', 'approve', 5), 'not-an-approver'],
  [
    'the same id with another address',
    one,
    { openings: opened },
    decision('mls', 'ann', 'approve', 5, { approver: { ...approver('ann'), email: 'ann@evil.example' } }),
    'not-an-approver',
  ],
  ['a step that does not exist', one, { openings: opened }, decision('legal', 'ann', 'approve', 5), 'unknown-step'],
  ['[case 4] a step whose turn it is not', two, { openings: opened }, early, 'step-not-open'],
  ['a step that was not put to anybody yet', one, {}, early, 'step-not-open'],
  [
    '[case 2] the same person again',
    both,
    { openings: opened, decisions: [early] },
    decision('mls', 'ann', 'deny', 6),
    'already-decided',
  ],
  [
    '[case 11] another approver of a step that any may answer',
    one,
    { openings: opened, decisions: [early] },
    decision('mls', 'bob', 'deny', 6),
    'step-closed',
  ],
  ['[case 3] after the lapse', one, { openings: [opening('mls', 0, 5)] }, early, 'request-closed'],
  ['[case 6] about an earlier text of the request', one, { openings: opened, digest: 'd2' }, early, 'request-changed'],
  [
    'with a link alone where a code is wanted',
    one,
    { openings: opened },
    decision('mls', 'ann', 'approve', 5, { grade: 'link' }),
    'evidence-insufficient',
  ],
  [
    'signed in, which is more than link and code',
    one,
    { openings: opened },
    decision('mls', 'ann', 'approve', 5, { grade: 'signed-in' }),
    undefined,
  ],
  [
    'by mail, where a mail is accepted',
    one,
    { openings: opened },
    decision('mls', 'ann', 'approve', 5, { grade: 'reply' }),
    undefined,
  ],
  [
    'a denial without a reason',
    one,
    { openings: opened },
    decision('mls', 'ann', 'deny', 5, { reason: '  ' }),
    'reason-required',
  ],
];

test.each(refusals)('refusal: %s', (_name, given, known, made, code) => {
  expect(refuse(given, facts(known), made, made.at)?.code).toBe(code);
});

test('a refusal names the decision that came first', () => {
  const known = facts({ openings: opened, decisions: [early] });
  expect(refuse(one, known, decision('mls', 'bob', 'deny', 6), 6)).toMatchObject({
    because: '"mls approval" is closed: Ann approved.',
    earlier: early,
  });
});

test.each([
  ['pending', {}, undefined],
  ['approved', { decisions: [early] }, 'request-closed'],
])('withdrawing a request that is %s', (_state, known, code) => {
  expect(refuseWithdrawal(one, facts({ openings: opened, ...known }), 10)?.code).toBe(code);
});
