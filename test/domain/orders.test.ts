import type { Chain } from '../../domain/chain';
import { sift } from '../../domain/evaluate';
import type { RefusalCode } from '../../domain/refuse';
import {
  refuseAnswer,
  refuseExtension,
  refuseOverride,
  refuseSeating,
  refuseVouching,
  refuseWithdrawal,
} from '../../domain/refuse-order';
import { act, answer, approver, chain, decision, opening, override, seating, staff, step } from '../support/samples';
import { known, type Known } from './judged';

/** What the requester's side and staff may do, and why not. */

const accepts = ['link+code', 'attested'] as const;
const given = chain(step('broker', ['tom', 'tim'], { accepts }), step('mls', ['ann', 'bob']));
const barring: Chain = { ...given, barred: ['dan@mls.example'] };
const yes = decision('broker', 'tom', 'approve', 1);
const no = decision('broker', 'tom', 'deny', 1);
const question = decision('broker', 'tom', 'ask', 1);
const withdrawal = { by: 'Dana', reason: '', at: 1 };

const counting = (more: Known, on = given) => sift(on, known(on, more));

test.each<[name: string, Known, RefusalCode | undefined]>([
  ['while it is pending', {}, undefined],
  ['half way', { decisions: [yes] }, undefined],
  ['after the approval', { decisions: [yes, decision('mls', 'ann', 'approve', 2)] }, 'request-closed'],
  ['after a denial', { decisions: [no] }, 'request-closed'],
  ['a second time', { withdrawal }, 'request-closed'],
  ['after it lapsed', { lapse: { stepId: 'broker', at: 1 } }, 'request-closed'],
])('withdrawing %s', (_name, more, code) => {
  expect(refuseWithdrawal(given, counting(more), 5)?.code).toBe(code);
});

test.each<[name: string, Known, [stepId: string, from: string, to: string], RefusalCode | undefined]>([
  ['of somebody silent', {}, ['broker', 'tom', 'dan'], undefined],
  ['at a step whose turn has not come', {}, ['mls', 'ann', 'dan'], undefined],
  ['of somebody who asked', { decisions: [question] }, ['broker', 'tom', 'dan'], undefined],
  [
    'of somebody who stepped aside',
    { decisions: [decision('broker', 'tom', 'recuse', 1)] },
    ['broker', 'tom', 'dan'],
    undefined,
  ],
  [
    'of a delegate',
    { decisions: [act('broker', 'tom', { verdict: 'delegate', to: approver('ted') }, 1)] },
    ['broker', 'ted', 'dan'],
    undefined,
  ],
  [
    'back to who handed it on',
    { decisions: [act('broker', 'tom', { verdict: 'delegate', to: approver('ted') }, 1)] },
    ['broker', 'ted', 'tom'],
    undefined,
  ],
  ['of somebody who is not asked', {}, ['broker', 'eve', 'dan'], 'not-an-approver'],
  [
    'of somebody who was replaced already',
    { seatings: [seating('broker', 'tom', 'ted', 'reassigned', 1)] },
    ['broker', 'tom', 'dan'],
    'not-an-approver',
  ],
  ['to somebody who is asked already', {}, ['broker', 'tom', 'tim'], 'unfit-delegate'],
  ['[case 13] to whoever has a part in the request', {}, ['broker', 'tom', 'dan'], 'self-approval'],
  ['at a step that does not exist', {}, ['it', 'tom', 'dan'], 'unknown-step'],
  ['at a step that is passed', { decisions: [yes] }, ['broker', 'tim', 'dan'], 'step-closed'],
  ['when the request has ended', { decisions: [no] }, ['broker', 'tim', 'dan'], 'request-closed'],
])('giving the place %s', (name, more, [stepId, from, to], code) => {
  const on = name.startsWith('[case 13]') ? barring : given;
  expect(refuseSeating(on, counting(more, on), { stepId, from, to: approver(to) }, 5)?.code).toBe(code);
});

test('giving away the place of somebody who has answered names the answer', () => {
  const both = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
  const early = decision('mls', 'ann', 'approve', 1);
  const order = { stepId: 'mls', from: 'ann', to: approver('dan') };
  expect(refuseSeating(both, counting({ decisions: [early] }, both), order, 5)).toEqual({
    code: 'already-decided',
    because: 'Ann has answered already.',
    earlier: early,
  });
});

test.each<[name: string, Known, Parameters<typeof override>[2], RefusalCode | undefined, stepId?: string]>([
  ['two of staff', {}, {}, undefined],
  ['the same person twice', {}, { confirmedBy: staff('sam') }, 'unfit-order'],
  ['the same mailbox twice', {}, { confirmedBy: { ...staff('sue'), email: 'S.Am+2@operator.example' } }, 'unfit-order'],
  ['without a reason', {}, { reason: ' ' }, 'reason-required'],
  ['for an earlier text of the request', {}, { digest: 'd0' }, 'request-changed'],
  ['a step whose turn has not come', {}, {}, 'step-not-open', 'mls'],
  ['a step that does not accept it', { decisions: [yes] }, {}, 'evidence-insufficient', 'mls'],
  ['a step that is passed', { decisions: [yes] }, {}, 'step-not-open'],
  ['a step that does not exist', {}, {}, 'unknown-step', 'it'],
  ['a request that has ended', { withdrawal }, {}, 'request-closed'],
])('vouching: %s', (_name, more, order, code, stepId = 'broker') => {
  const vouching = override(stepId, 5, order);
  expect(refuseOverride(given, counting(more), vouching, 5)?.code).toBe(code);
  expect(refuseVouching(given, counting(more), vouching, 5)?.code).toBe(code === 'unfit-order' ? undefined : code);
});

test('where staff may not vouch it says what is accepted', () => {
  expect(refuseVouching(given, counting({ decisions: [yes] }), override('mls', 5), 5)?.because).toBe(
    '"mls approval" accepts link+code or reply; staff may not vouch for it.',
  );
});

test.each<[name: string, Known, RefusalCode | undefined]>([
  ['a question that waits', { decisions: [question] }, undefined],
  ['a second time', { decisions: [question], answers: [answer(question.id, 2)] }, 'step-closed'],
  ['what was never asked', {}, 'step-closed'],
  [
    'when who asked has decided since',
    { decisions: [question, decision('broker', 'tom', 'recuse', 2)] },
    'step-closed',
  ],
  [
    'when another one has approved since',
    { decisions: [question, decision('broker', 'tim', 'approve', 2)] },
    'step-closed',
  ],
  [
    'when it was asked in the name of somebody',
    { decisions: [question, act('broker', 'tom', { verdict: 'disown', of: question.id }, 2)] },
    'step-closed',
  ],
  ['when the request has ended', { decisions: [question], withdrawal: { ...withdrawal, at: 2 } }, 'request-closed'],
])('answering %s', (_name, more, code) => {
  expect(refuseAnswer(given, counting(more), question.id, 5)?.code).toBe(code);
});

test.each<[name: string, Known, stepId: string, RefusalCode | undefined]>([
  ['a step that is open', {}, 'broker', undefined],
  [
    'a step a second time',
    { openings: [opening('broker', 0), { ...opening('broker', 1), because: 'extended' }] },
    'broker',
    'unfit-order',
  ],
  [
    'a step that was extended before the request was changed',
    { openings: [opening('broker', 0), { ...opening('broker', 1), because: 'extended', digest: 'd0' }] },
    'broker',
    undefined,
  ],
  ['a step whose turn has not come', {}, 'mls', 'step-not-open'],
  ['a step that does not exist', {}, 'it', 'unknown-step'],
  ['a request that has ended', { withdrawal }, 'broker', 'request-closed'],
])('extending %s', (_name, more, stepId, code) => {
  expect(refuseExtension(given, counting(more), stepId, 5)?.code).toBe(code);
});
