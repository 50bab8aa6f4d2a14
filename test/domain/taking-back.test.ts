import type { Chain } from '../../domain/chain';
import type { Decision } from '../../domain/decision';
import { counted } from '../../domain/evaluate';
import { act, approver, chain, decision, override, step } from '../support/samples';
import { inShort, judged, known, type Known, missingAt } from './judged';

/** Approvals that are taken back, and acts that somebody else did in an approver's name. */

const minute = 60_000;
const says = (who: string, verdict: Parameters<typeof decision>[2], at: number, stepId = 'mls') =>
  decision(stepId, who, verdict, at);
const disowns = (who: string, of: string, at: number, stepId = 'mls') =>
  act(stepId, who, { verdict: 'disown', of }, at, { reason: 'I was on holiday.' });
const delegates = (who: string, to: string, at: number) =>
  act('mls', who, { verdict: 'delegate', to: approver(to) }, at);

const any = chain(step('mls', ['ann', 'bob']));
const all = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
const three = chain(step('mls', ['ann', 'bob', 'cat'], { quorum: { count: 2 }, denials: 2 }));
const sequence = chain(step('mls', ['ann']), step('legal', ['lea']));
const stopping: Chain = { ...any, stopMinutes: 10 };
const vouchable = chain(step('mls', ['ann', 'bob'], { quorum: 'all', accepts: ['link+code', 'attested'] }));

test.each<[name: string, Chain, Known | { readonly decisions: readonly Decision[] }, expected: string]>([
  [
    '[case 12] taken back before the end: it is a denial',
    all,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 2)] },
    'denied',
  ],
  [
    'taken back at a step that is passed, before the end',
    sequence,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 2)] },
    'denied',
  ],
  [
    'taken back where it takes two denials: the others go on',
    three,
    {
      decisions: [
        says('ann', 'approve', 1),
        says('ann', 'revoke', 2),
        says('bob', 'approve', 3),
        says('cat', 'approve', 4),
      ],
    },
    'approved',
  ],
  [
    'who took it back does not approve again',
    three,
    {
      decisions: [
        says('ann', 'approve', 1),
        says('ann', 'revoke', 2),
        says('ann', 'approve', 3),
        says('bob', 'approve', 4),
      ],
    },
    'pending: mls',
  ],
  [
    '[case 12] taken back after the approval',
    any,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 2)] },
    'revoked',
  ],
  [
    '[case 12] a denial after the approval changes nothing',
    any,
    { decisions: [says('ann', 'approve', 1), says('ann', 'deny', 2)] },
    'approved',
  ],
  [
    "nobody takes back what is another's",
    any,
    { decisions: [says('ann', 'approve', 1), says('bob', 'revoke', 2)] },
    'approved',
  ],
  [
    'taken back within the time to stop it: no key comes of it',
    stopping,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 10 * minute)] },
    'denied',
  ],
  [
    'taken back when that time is over',
    stopping,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 10 * minute + 1)] },
    'revoked',
  ],
  [
    'after a revocation nothing counts',
    any,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 2), says('bob', 'approve', 3)] },
    'revoked',
  ],
  [
    'nor is it withdrawn',
    any,
    {
      decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 2)],
      withdrawal: { by: 'Dana', reason: '', at: 3 },
    },
    'revoked',
  ],
  [
    'nor does it lapse',
    any,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 2)], lapse: { stepId: 'mls', at: 3 } },
    'revoked',
  ],

  [
    'disowned while it is pending: it is as if it had not been said',
    all,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 2), says('bob', 'approve', 3)] },
    'pending: mls',
  ],
  [
    'who disowned may answer then',
    all,
    {
      decisions: [
        says('ann', 'approve', 1),
        disowns('ann', 'mls-ann-1', 2),
        says('bob', 'approve', 3),
        says('ann', 'approve', 4),
      ],
    },
    'approved',
  ],
  [
    'a disowned denial, where one does not end it',
    three,
    { decisions: [says('ann', 'deny', 1), disowns('ann', 'mls-ann-1', 2), says('bob', 'deny', 3)] },
    'pending: mls',
  ],
  [
    'disowned at a step that is passed: it is asked again',
    sequence,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 2)] },
    'pending: mls',
  ],
  [
    'what was said at the next step stands',
    sequence,
    {
      decisions: [
        says('ann', 'approve', 1),
        says('lea', 'ask', 2, 'legal'),
        disowns('ann', 'mls-ann-1', 3),
        says('ann', 'approve', 4),
      ],
    },
    'pending: legal',
  ],
  [
    'a denial that ended it cannot be disowned',
    any,
    { decisions: [says('ann', 'deny', 1), disowns('ann', 'mls-ann-1', 2)] },
    'denied',
  ],
  [
    'disowned within the time to stop it',
    stopping,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 10 * minute)] },
    'pending: mls',
  ],
  [
    'approved anew after that',
    stopping,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', minute), says('bob', 'approve', 2 * minute)] },
    'approved',
  ],
  [
    'disowned when that time is over',
    stopping,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 10 * minute + 1)] },
    'revoked',
  ],
  [
    'a disowned question ends no key',
    any,
    { decisions: [says('ann', 'ask', 1), says('bob', 'approve', 2), disowns('ann', 'mls-ann-1', 3)] },
    'approved',
  ],
  [
    'a disowned denial ends no key',
    three,
    {
      decisions: [
        says('ann', 'deny', 1),
        says('bob', 'approve', 2),
        says('cat', 'approve', 3),
        disowns('ann', 'mls-ann-1', 4),
      ],
    },
    'approved',
  ],
  [
    'a disowned recusal does, when the quorum was met for it',
    all,
    { decisions: [says('bob', 'approve', 1), says('ann', 'recuse', 2), disowns('ann', 'mls-ann-2', 3)] },
    'revoked',
  ],
  [
    'a disowned approval that staff vouched for too',
    vouchable,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 3)], overrides: [override('mls', 2)] },
    'approved',
  ],
])('%s', (_name, given, more, expected) => {
  expect(inShort(judged(given, more, 99 * minute))).toBe(expected);
});

test('a disowned delegation brings the place back, and what the delegate said is void', () => {
  const before = { decisions: [delegates('ann', 'dan', 1), says('dan', 'approve', 2)] };
  expect(missingAt(all, 'mls', before)).toEqual(['bob']);
  const after = { decisions: [...before.decisions, disowns('ann', 'mls-ann-1', 3)] };
  expect(missingAt(all, 'mls', after)).toEqual(['ann', 'bob']);
});

test('what is disowned later still counts before', () => {
  const decisions = [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 5)];
  expect(missingAt(all, 'mls', { decisions }, 4)).toEqual(['bob']);
  expect(missingAt(all, 'mls', { decisions }, 5)).toEqual(['ann', 'bob']);
  expect(inShort(judged(any, { decisions }, 4))).toBe('approved');
  expect(inShort(judged(any, { decisions }, 5))).toBe('revoked');
});

test('[case 12] both acts are kept', () => {
  const decisions = [says('ann', 'approve', 1), says('ann', 'revoke', 2)];
  expect(counted(any, known(any, { decisions }))).toEqual(decisions);
});

test.each<[Chain, Decision, because: string, reason: string]>([
  [any, says('ann', 'revoke', 2), 'Ann (MLS admin) took the approval back: a mistake', 'a mistake'],
  [all, says('ann', 'revoke', 2), 'Ann (MLS admin) took the approval back: a mistake', 'a mistake'],
  [
    any,
    disowns('ann', 'mls-ann-1', 2),
    'The approval in the name of Ann (MLS admin) no longer counts: I was on holiday.',
    'I was on holiday.',
  ],
])('it says who ended it, and why', (given, last, because, reason) => {
  const standing = judged(given, { decisions: [says('ann', 'approve', 1), last] });
  expect(standing).toMatchObject({ stepId: 'mls', by: approver('ann'), reason, because });
});
