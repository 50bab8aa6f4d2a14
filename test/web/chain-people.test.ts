import type { Chain } from '../../domain/chain';
import type { Facts } from '../../domain/decision';
import { noLimits } from '../../domain/limits';
import { chainView } from '../../web/chain-view';
import { fileOf } from '../support/file-of';
import { act, answer, approver, chain, decision, facts, opening, seating, step } from '../support/samples';

const opened = { openings: [opening('mls', 1)] };
const mls = chain(step('mls', ['ann', 'bob']));
const all = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
const limits = { ...noLimits, readOnly: true, until: '2027-01-31' };

test.each<[string, Chain, Partial<Facts>, readonly string[]]>([
  ['asked', mls, opened, ['Ann asked: has not answered yet', 'Bob asked: has not answered yet']],
  [
    'one is enough',
    mls,
    { ...opened, decisions: [decision('mls', 'ann', 'approve', 2)] },
    ['Ann approved: approved', 'Bob not-needed: no answer needed'],
  ],
  [
    'with limits',
    all,
    { ...opened, decisions: [act('mls', 'ann', { verdict: 'approve', limits }, 2)] },
    ['Ann approved: approved (read only, until 2027-01-31)', 'Bob asked: has not answered yet'],
  ],
  [
    'denied',
    mls,
    { ...opened, decisions: [decision('mls', 'bob', 'deny', 2)] },
    ['Ann not-needed: no answer needed', 'Bob denied: declined'],
  ],
  [
    'lapsed',
    all,
    { ...opened, decisions: [decision('mls', 'ann', 'approve', 2)], lapse: { stepId: 'mls', at: 9 } },
    ['Ann approved: approved', 'Bob not-needed: did not answer'],
  ],
  [
    'a question',
    mls,
    { ...opened, decisions: [decision('mls', 'ann', 'ask', 2)] },
    ['Ann asked-back: asked the developer and waits for the answer', 'Bob asked: has not answered yet'],
  ],
  [
    'a question that is answered',
    mls,
    { ...opened, decisions: [decision('mls', 'ann', 'ask', 2)], answers: [answer('mls-ann-2', 3)] },
    ['Ann asked: has not answered yet', 'Bob asked: has not answered yet'],
  ],
  [
    'a proposal',
    mls,
    {
      ...opened,
      decisions: [act('mls', 'ann', { verdict: 'propose', plan: { id: 'own', name: 'Own listings' } }, 2)],
    },
    ['Ann asked-back: proposed Own listings and waits for the developer', 'Bob asked: has not answered yet'],
  ],
  [
    'stepped aside',
    mls,
    { ...opened, decisions: [decision('mls', 'ann', 'recuse', 2)] },
    ['Ann recused: stepped aside', 'Bob asked: has not answered yet'],
  ],
  [
    'stepped aside, and somebody was named instead',
    mls,
    {
      ...opened,
      decisions: [decision('mls', 'ann', 'recuse', 2)],
      seatings: [seating('mls', 'ann', 'dan', 'reassigned', 3)],
    },
    ['Ann recused: stepped aside', 'Dan asked: has not answered yet', 'Bob asked: has not answered yet'],
  ],
  [
    'handed on, and on by staff',
    mls,
    {
      ...opened,
      decisions: [act('mls', 'ann', { verdict: 'delegate', to: approver('dan') }, 2)],
      seatings: [seating('mls', 'dan', 'eva', 'reassigned', 3)],
    },
    [
      'Ann handed-on: handed it on to Dan',
      'Dan handed-on: Eva is asked instead',
      'Eva asked: has not answered yet',
      'Bob asked: has not answered yet',
    ],
  ],
  [
    'away before it was asked',
    mls,
    { openings: [opening('mls', 5)], seatings: [seating('mls', 'bob', 'dan', 'away', 5)] },
    [
      'Ann asked: has not answered yet',
      'Bob handed-on: is away; Dan is asked instead',
      'Dan asked: has not answered yet',
    ],
  ],
  [
    'escalated, and the alternate answers',
    all,
    {
      ...opened,
      seatings: [seating('mls', 'ann', 'dan', 'escalated', 3)],
      decisions: [decision('mls', 'dan', 'approve', 4)],
    },
    ['Ann not-needed: no answer needed', 'Dan approved: approved', 'Bob asked: has not answered yet'],
  ],
  [
    'an alternate handed on the place that was shared',
    all,
    {
      ...opened,
      seatings: [seating('mls', 'ann', 'dan', 'escalated', 3)],
      decisions: [act('mls', 'dan', { verdict: 'delegate', to: approver('eva') }, 4)],
    },
    [
      'Ann asked: has not answered yet',
      'Dan handed-on: handed it on to Eva',
      'Eva asked: has not answered yet',
      'Bob asked: has not answered yet',
    ],
  ],
  [
    'one who shares a place stepped aside',
    all,
    {
      ...opened,
      seatings: [seating('mls', 'ann', 'dan', 'escalated', 3)],
      decisions: [decision('mls', 'ann', 'recuse', 4)],
    },
    ['Ann recused: stepped aside', 'Dan asked: has not answered yet', 'Bob asked: has not answered yet'],
  ],
  [
    'taken back after all was approved',
    mls,
    { ...opened, decisions: [decision('mls', 'ann', 'approve', 2), decision('mls', 'ann', 'revoke', 9)] },
    ['Ann denied: took the approval back', 'Bob not-needed: no answer needed'],
  ],
  [
    'somebody else approved in their name',
    mls,
    {
      ...opened,
      decisions: [decision('mls', 'ann', 'approve', 2), act('mls', 'ann', { verdict: 'disown', of: 'mls-ann-2' }, 9)],
    },
    ['Ann denied: says that it was somebody else', 'Bob not-needed: no answer needed'],
  ],
])('where the people of a step stand: %s', (_, each, known, people) => {
  const [first] = chainView(fileOf(each, facts(known)));
  expect(
    first!.people.map((one) => `${one.name} ${one.state}: ${one.words}${one.limits ? ` (${one.limits})` : ''}`),
  ).toEqual(people);
});
