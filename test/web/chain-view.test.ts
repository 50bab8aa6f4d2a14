import type { Chain } from '../../domain/chain';
import type { Facts } from '../../domain/decision';
import { chainView, placeOf, plannedView, stepsAt } from '../../web/chain-view';
import { fileOf } from '../support/file-of';
import { chain, decision, facts, opening, override, step } from '../support/samples';

const row = chain(step('broker', ['tom']), step('mls', ['ann', 'bob']));
const together = chain(
  step('broker', ['tom'], { after: [] }),
  step('legal', ['lou'], { after: [] }),
  step('mls', ['ann', 'bob'], { after: ['broker', 'legal'] }),
);
const exempt = chain(
  step('office', ['fay'], { exempt: { kind: 'not-needed', because: 'Not needed: asked only when the role is vow.' } }),
  step('known', [], { exempt: { kind: 'satisfied', because: 'Satisfied by a rule of the MLS: known developers.' } }),
  step('mls', ['ann']),
);
const attested = chain(step('broker', ['tom'], { accepts: ['attested'] }), step('mls', ['ann', 'bob']));
const both = [opening('broker', 1), opening('mls', 11)];
const approved = decision('broker', 'tom', 'approve', 10);

test.each<[string, Chain, Partial<Facts>, readonly string[]]>([
  ['nothing is known', row, {}, ['current', 'later']],
  ['the first step is asked', row, { openings: [opening('broker', 1)] }, ['current', 'later']],
  ['the first is approved', row, { openings: both, decisions: [approved] }, ['done', 'current']],
  [
    'all are approved',
    row,
    { openings: both, decisions: [approved, decision('mls', 'bob', 'approve', 20)] },
    ['done', 'done'],
  ],
  [
    'the first is denied',
    row,
    { openings: both, decisions: [decision('broker', 'tom', 'deny', 9)] },
    ['denied', 'not-reached'],
  ],
  [
    'the last is denied',
    row,
    { openings: both, decisions: [approved, decision('mls', 'bob', 'deny', 20)] },
    ['done', 'denied'],
  ],
  [
    'a step lapses',
    row,
    { openings: both, decisions: [approved], lapse: { stepId: 'mls', at: 40 } },
    ['done', 'lapsed'],
  ],
  [
    'it is withdrawn',
    row,
    { openings: both, decisions: [approved], withdrawal: { by: 'Dana', reason: '', at: 40 } },
    ['done', 'withdrawn'],
  ],
  [
    'an approval is taken back after all were there',
    row,
    {
      openings: both,
      decisions: [approved, decision('mls', 'bob', 'approve', 20), decision('broker', 'tom', 'revoke', 30)],
    },
    ['revoked', 'done'],
  ],
  ['two are asked together', together, { openings: [opening('broker', 1)] }, ['current', 'current', 'later']],
  [
    'one of two is denied while the other waits',
    together,
    { openings: [opening('broker', 1), opening('legal', 1)], decisions: [decision('legal', 'lou', 'deny', 5)] },
    ['not-reached', 'denied', 'not-reached'],
  ],
  [
    'it is withdrawn while two wait',
    together,
    { openings: [opening('broker', 1)], withdrawal: { by: 'Dana', reason: '', at: 5 } },
    ['withdrawn', 'withdrawn', 'not-reached'],
  ],
  ['steps ask nobody', exempt, {}, ['exempt', 'exempt', 'current']],
  [
    'the request ended and a step had asked nobody',
    exempt,
    { openings: [opening('mls', 1)], decisions: [decision('mls', 'ann', 'deny', 5)] },
    ['exempt', 'exempt', 'denied'],
  ],
  [
    'staff vouch for a step',
    attested,
    { openings: [opening('broker', 1)], overrides: [override('broker', 5)] },
    ['done', 'current'],
  ],
  [
    'a decision that may not count is there',
    row,
    { openings: [opening('broker', 1)], decisions: [decision('broker', 'eve', 'approve', 5)] },
    ['current', 'later'],
  ],
])('where the steps stand when %s', (_, each, known, states) => {
  expect(stepsAt(fileOf(each, facts(known))).map(({ state }) => state)).toEqual(states);
});

test.each<[string, readonly string[], Parameters<typeof step>[2], string, string]>([
  ['one person', ['ann'], {}, '', ''],
  ['any', ['ann', 'bob'], {}, 'Any one of them is enough.', 'Any one of 2'],
  ['all', ['ann', 'bob'], { quorum: 'all' }, 'All of them must approve.', 'All 2'],
  ['a number', ['ann', 'bob', 'cat'], { quorum: { count: 2 } }, '2 of 3 must approve.', '2 of 3'],
  ['a share', ['ann', 'bob', 'cat'], { quorum: { percent: 60 } }, '60 % of them (2 of 3) must approve.', '2 of 3'],
  [
    'several denials',
    ['ann', 'bob', 'cat'],
    { quorum: { count: 2 }, denials: 2 },
    '2 of 3 must approve. It ends when 2 decline.',
    '2 of 3',
  ],
  ['a step that asks nobody', ['ann', 'bob'], { exempt: { kind: 'satisfied', because: 'A rule.' } }, '', ''],
])('what a step needs: %s', (_, ids, more, quorum, quorumShort) => {
  expect(plannedView(chain(step('mls', ids, more)))[0]).toMatchObject({ quorum, quorumShort });
});

test('whoever steps aside no longer counts towards what a step needs', () => {
  const each = chain(step('mls', ['ann', 'bob', 'cat'], { quorum: { percent: 60 } }));
  const known = facts({ openings: [opening('mls', 1)], decisions: [decision('mls', 'ann', 'recuse', 2)] });
  expect(chainView(fileOf(each, known))[0]!.quorum).toBe('60 % of them (2 of 2) must approve.');
});

function words(each: Chain): readonly string[] {
  return plannedView(each).map(({ afterWords }) => afterWords);
}

test('a step says what it comes after when that is not simply the step before', () => {
  expect(words(row)).toEqual(['', '']);
  expect(words(together)).toEqual([
    '',
    'Asked at the same time as broker approval.',
    'After broker approval and legal approval.',
  ]);
  const nobody = step('office', ['fay'], { after: [], exempt: { kind: 'not-needed', because: 'No.' } });
  expect(words(chain(nobody, step('mls', ['ann'], { after: [] })))).toEqual(['', 'Asked at once.']);
});

test('what pages print of a step', () => {
  const known = { openings: [opening('broker', 1), opening('mls', 11, 600)], overrides: [override('broker', 5)] };
  const [broker, second] = chainView(fileOf(attested, facts(known)));
  expect(broker).toMatchObject({
    words: 'Vouched for',
    because: 'Sam and Sue vouch for it: signed on paper',
    until: null,
    people: [{ name: 'Tom', state: 'not-needed' }],
  });
  expect(second).toMatchObject({
    number: 2,
    words: 'Asked now',
    because: '',
    since: { iso: '1970-01-01T00:00:00.011Z' },
    until: { iso: '1970-01-01T00:00:00.600Z', text: 'Wed, 31 Dec 1969, 18:00 CST' },
  });
  expect(chainView(fileOf(exempt, facts())).map(({ words, because }) => [words, because])).toEqual([
    ['Not needed', 'Not needed: asked only when the role is vow.'],
    ['Satisfied by a rule', 'Satisfied by a rule of the MLS: known developers.'],
    ['Asked now', ''],
  ]);
});

test('a step that was asked when the request ended is not called unreached', () => {
  const known = {
    openings: [opening('broker', 1), opening('legal', 1)],
    decisions: [decision('legal', 'lou', 'deny', 5)],
  };
  expect(chainView(fileOf(together, facts(known))).map(({ words }) => words)).toEqual([
    'No longer asked',
    'Declined',
    'Not reached',
  ]);
});

test('a chain that has not started asks nobody yet', () => {
  expect(plannedView(together).map(({ state, people }) => [state, people.map((each) => each.state)])).toEqual([
    ['later', ['later']],
    ['later', ['later']],
    ['later', ['later', 'later']],
  ]);
});

test('the place of a step in the order of the chain', () => {
  expect(placeOf(together, 'legal')).toEqual({ number: 2, count: 3 });
});
