import type { Chain } from '../../domain/chain';
import type { Decision } from '../../domain/decision';
import { type Limits, noLimits } from '../../domain/limits';
import type { RefusalCode } from '../../domain/refuse';
import { act, answer, approver, chain, decision, opening, override, seating, step } from '../support/samples';
import { type Known, refusedAt } from './judged';

const says = (
  who: string,
  verdict: Parameters<typeof decision>[2],
  at: number,
  more: Parameters<typeof decision>[4] = {},
) => decision('mls', who, verdict, at, more);
const delegates = (who: string, to: string, at: number) =>
  act('mls', who, { verdict: 'delegate', to: approver(to) }, at);
const limiting = (who: string, limits: Partial<Limits>, at: number) =>
  act('mls', who, { verdict: 'approve', limits: { ...noLimits, ...limits } }, at);

const any = chain(step('mls', ['ann', 'bob']));
const all = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
const two = chain(step('broker', ['tom']), step('mls', ['ann', 'bob']));
const vouchable = chain(step('mls', ['ann'], { accepts: ['link+code', 'attested'] }), step('legal', ['lea']));
const exempt = chain(
  step('mls', ['ann'], { exempt: { kind: 'not-needed', because: 'Not needed.' } }),
  step('legal', ['lea']),
);
const barring = (email: string): Chain => ({ ...any, barred: [email] });

const early = says('ann', 'approve', 5);
const lapse = { stepId: 'mls', at: 5 };

const refusals: readonly (readonly [name: string, Chain, Known, Decision, RefusalCode | undefined])[] = [
  ['an approver of the open step may approve', any, {}, early, undefined],
  ['and deny', any, {}, says('bob', 'deny', 5), undefined],
  ['and ask', any, {}, says('bob', 'ask', 5), undefined],
  [
    'and propose another plan',
    any,
    {},
    act('mls', 'bob', { verdict: 'propose', plan: { id: 's', name: 'S' } }, 5),
    undefined,
  ],
  ['and step aside', any, {}, says('bob', 'recuse', 5), undefined],
  ['and hand it on', any, {}, delegates('bob', 'dan', 5), undefined],
  ['somebody who is not asked', any, {}, says('eve', 'approve', 5), 'not-an-approver'],
  [
    'the same id with another address',
    any,
    {},
    says('ann', 'approve', 5, { approver: { ...approver('ann'), email: 'ann@evil.example' } }),
    'not-an-approver',
  ],
  ['a step that does not exist', any, {}, decision('it', 'ann', 'approve', 5), 'unknown-step'],
  ['[case 13] whoever has a part in the request', barring('ann@mls.example'), {}, early, 'self-approval'],
  ['[case 4] a step whose turn it is not', two, {}, early, 'step-not-open'],
  ['a step that was not put to anybody yet', any, { openings: [] }, early, 'step-not-open'],
  ['a step that is put to them later', any, { openings: [opening('mls', 6)] }, early, 'step-not-open'],
  ['[case 2] the same person again', all, { decisions: [early] }, says('ann', 'deny', 6), 'already-decided'],
  ['who stepped aside', all, { decisions: [says('ann', 'recuse', 5)] }, says('ann', 'approve', 6), 'already-decided'],
  ['who handed it on', all, { decisions: [delegates('ann', 'dan', 5)] }, says('ann', 'approve', 6), 'not-an-approver'],
  [
    'who was replaced',
    all,
    { seatings: [seating('mls', 'ann', 'dan', 'away', 5)] },
    says('ann', 'approve', 6),
    'not-an-approver',
  ],
  [
    'the other holder of a place that has spoken',
    all,
    { seatings: [seating('mls', 'ann', 'dan', 'escalated', 4)], decisions: [early] },
    says('dan', 'approve', 6),
    'already-decided',
  ],
  [
    '[case 11] another approver where any is enough',
    any,
    { decisions: [early] },
    says('bob', 'deny', 6),
    'step-closed',
  ],
  [
    '[case 11] the same while later steps are open',
    chain(...any.steps, step('legal', ['lea'])),
    { decisions: [early] },
    says('bob', 'deny', 6),
    'step-closed',
  ],
  ['a step that staff vouched for', vouchable, { overrides: [override('mls', 4)] }, early, 'step-closed'],
  ['a step that asks nobody', exempt, {}, early, 'step-closed'],
  ['[case 3] after it lapsed', any, { lapse }, early, 'request-closed'],
  ['after it was withdrawn', any, { withdrawal: { by: 'Dana', reason: '', at: 5 } }, early, 'request-closed'],
  ['after it was denied', two, { decisions: [decision('broker', 'tom', 'deny', 4)] }, early, 'request-closed'],
  [
    '[case 6] about an earlier text of the request',
    any,
    {},
    says('ann', 'approve', 5, { digest: 'd0' }),
    'request-changed',
  ],
  [
    'with a link alone where a code is wanted',
    any,
    {},
    says('ann', 'approve', 5, { grade: 'link' }),
    'evidence-insufficient',
  ],
  ['a denial with a link alone', any, {}, says('ann', 'deny', 5, { grade: 'link' }), 'evidence-insufficient'],
  [
    'signed in, which is more than link and code',
    any,
    {},
    says('ann', 'approve', 5, { grade: 'signed-in' }),
    undefined,
  ],
  ['by mail, where a mail is accepted', any, {}, says('ann', 'approve', 5, { grade: 'reply' }), undefined],
  ['a denial without a reason', any, {}, says('ann', 'deny', 5, { reason: '  ' }), 'reason-required'],
  ['a question without words', any, {}, says('ann', 'ask', 5, { reason: '' }), 'reason-required'],
  [
    'a proposal without a reason',
    any,
    {},
    act('mls', 'ann', { verdict: 'propose', plan: { id: 's', name: 'S' } }, 5, { reason: '' }),
    'reason-required',
  ],
  ['handing on to oneself', any, {}, delegates('ann', 'ann', 5), 'unfit-delegate'],
  ['handing on to somebody who is asked already', any, {}, delegates('ann', 'bob', 5), 'unfit-delegate'],
  [
    'handing on to an alternate who is asked by now',
    any,
    { seatings: [seating('mls', 'bob', 'dan', 'escalated', 4)] },
    delegates('ann', 'dan', 5),
    'unfit-delegate',
  ],
  [
    'handing on to somebody who has answered',
    all,
    { decisions: [says('bob', 'approve', 4)] },
    delegates('ann', 'bob', 5),
    'unfit-delegate',
  ],
  [
    '[case 13] handing on to whoever has a part in the request',
    barring('dan@mls.example'),
    {},
    delegates('ann', 'dan', 5),
    'self-approval',
  ],
  [
    'handing on what was handed on',
    any,
    { decisions: [delegates('ann', 'dan', 4)] },
    delegates('dan', 'eve', 5),
    'delegated-before',
  ],
  [
    'limits that go with those of an earlier approval',
    all,
    { decisions: [limiting('bob', { ips: ['192.0.2.1'], readOnly: true }, 4)] },
    limiting('ann', { ips: ['192.0.2.1', '192.0.2.2'] }, 5),
    undefined,
  ],
  [
    'limits that no key could meet beside those of an earlier approval',
    all,
    { decisions: [limiting('bob', { ips: ['192.0.2.1'] }, 4)] },
    limiting('ann', { ips: ['192.0.2.2'] }, 5),
    'limits-conflict',
  ],
  [
    'limits of an approval that was disowned bind nobody',
    all,
    {
      decisions: [
        limiting('bob', { ips: ['192.0.2.1'] }, 3),
        act('mls', 'bob', { verdict: 'disown', of: 'mls-bob-3' }, 4),
      ],
    },
    limiting('ann', { ips: ['192.0.2.2'] }, 5),
    undefined,
  ],
  [
    'a question may be asked again before it is answered',
    any,
    { decisions: [says('ann', 'ask', 4)] },
    says('ann', 'ask', 5),
    undefined,
  ],
  [
    'after the answer one decides',
    any,
    { decisions: [says('ann', 'ask', 3)], answers: [answer('mls-ann-3', 4)] },
    early,
    undefined,
  ],
];

test.each(refusals)('%s', (_name, given, more, made, code) => {
  expect(refusedAt(given, more, made)?.code).toBe(code);
});

test.each<[Chain, Known, Decision, because: string]>([
  [any, {}, says('eve', 'approve', 5), 'Eve is not asked at "mls approval".'],
  [any, {}, decision('it', 'ann', 'approve', 5), 'This chain has no such step.'],
  [two, {}, early, '"mls approval" is not open yet.'],
  [all, { decisions: [early] }, says('ann', 'deny', 6), 'Already decided: Ann approved.'],
  [all, { decisions: [says('ann', 'recuse', 5)] }, says('ann', 'deny', 6), 'Already decided: Ann stepped aside.'],
  [
    chain(...any.steps, step('legal', ['lea'])),
    { decisions: [early] },
    says('bob', 'deny', 6),
    '"mls approval" is closed: Ann approved.',
  ],
  [exempt, {}, early, '"mls approval" is closed.'],
  [
    two,
    { decisions: [decision('broker', 'tom', 'deny', 4)] },
    early,
    'The request is already denied. Tom (MLS admin) declined: not in our policy',
  ],
  [any, { lapse }, early, 'The request is already lapsed. Nobody answered "mls approval" in time.'],
  [any, {}, says('ann', 'approve', 5, { grade: 'link' }), '"mls approval" accepts link+code or reply; this is link.'],
  [any, {}, delegates('ann', 'bob', 5), 'Bob is asked at "mls approval" already; nobody counts twice.'],
  [barring('ann@mls.example'), {}, early, 'Ann has a part in this request; nobody decides on their own request.'],
])('it says why (%#)', (given, more, made, because) => {
  expect(refusedAt(given, more, made)?.because).toBe(because);
});

test('it names the decision that came first', () => {
  expect(refusedAt(all, { decisions: [early] }, says('ann', 'deny', 6))?.earlier).toEqual(early);
  const longer = chain(...any.steps, step('legal', ['lea']));
  expect(refusedAt(longer, { decisions: [early] }, says('bob', 'deny', 6))?.earlier).toEqual(early);
});

test('it names the answer that closed the step, not a question', () => {
  const pair = chain(step('mls', ['ann', 'bob', 'cat'], { quorum: { count: 2 }, denials: 3 }), step('legal', ['lea']));
  const cat = says('cat', 'approve', 8);
  const decisions = [says('ann', 'approve', 6), says('bob', 'ask', 7), cat];
  const asked = decision('legal', 'lea', 'ask', 9);
  expect(refusedAt(pair, { decisions: [...decisions, asked] }, says('bob', 'deny', 10))?.earlier).toEqual(cat);
});
