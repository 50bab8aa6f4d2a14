import {
  acceptedTerms,
  askInForce,
  changesOf,
  departureOf,
  type Grant,
  type GrantAct,
  type GrantEvent,
  grantStanding,
  openTerms,
  untilOf,
  usualTerm,
} from '../../domain/grant';
import { grantDues } from '../../domain/grant-dues';
import { grantOrders, refuseGrantChange, refuseGrantOrder, refuseTerms } from '../../domain/refuse-grant-order';
import { ask } from '../support/chain-scene';

const day = 86_400_000;
const year = 365 * day;
const terms = { version: '1', hash: 'h1' };
const newTerms = { version: '2', hash: 'h2' };

/** What happened on which day, by whom. */
type Happened = readonly [onDay: number, act: GrantAct, by?: string];

function grantWith(...happened: readonly Happened[]): Grant {
  const events = happened.map(([onDay, act, by = 'Kim'], index): GrantEvent => ({
    seq: index + 1,
    at: onDay * day,
    by,
    because: act.kind,
    ...act,
  }));
  return { id: 'g1', beganAt: 0, firstUntil: year, term: usualTerm, terms, events };
}

const suspended: GrantAct = { kind: 'suspended', cause: 'staff' };
const reinstated: GrantAct = { kind: 'reinstated', cause: 'staff' };
const heldForTerms: GrantAct = { kind: 'suspended', cause: 'terms' };
const left: GrantAct = { kind: 'left', endsAt: 130 * day };
const renewed: GrantAct = { kind: 'renewed', requestId: 'r2', until: 2 * year };
const amended: GrantAct = { kind: 'amended', requestId: 'r3' };
const takenBack = (requestId: string): GrantAct => ({ kind: 'taken-back', requestId });
const changed: GrantAct = { kind: 'terms-changed', terms: newTerms, acceptBy: 130 * day };
const accepted: GrantAct = { kind: 'terms-accepted', terms: newTerms };

test.each<[string, readonly Happened[], number, string, since: number, endsAt: number | null]>([
  ['nothing has happened', [], 1, 'active', 0, 379],
  ['45 days before the end of its term', [], 320, 'renewal-due', 320, 379],
  ['the term is over, the grace is not', [], 378, 'renewal-due', 320, 379],
  ['the grace is over', [], 379, 'ended', 379, null],
  ['renewed', [[330, renewed]], 370, 'active', 330, 744],
  ['renewed late, within the grace', [[370, renewed]], 371, 'active', 370, 744],
  [
    'renewed, and the approval taken back',
    [
      [330, renewed],
      [340, takenBack('r2')],
    ],
    341,
    'renewal-due',
    320,
    379,
  ],
  ['suspended', [[100, suspended]], 101, 'suspended', 100, 379],
  [
    'reinstated',
    [
      [100, suspended],
      [110, reinstated],
    ],
    111,
    'active',
    0,
    379,
  ],
  [
    'suspended twice, cured once',
    [
      [100, suspended],
      [101, heldForTerms],
      [110, reinstated],
    ],
    111,
    'suspended',
    101,
    379,
  ],
  [
    'cured, then suspended again',
    [
      [100, suspended],
      [110, reinstated],
      [120, suspended],
    ],
    121,
    'suspended',
    120,
    379,
  ],
  ['suspended when its term is over', [[100, suspended]], 379, 'ended', 379, null],
  ['its holder has left', [[100, left]], 101, 'in-transition', 100, 130],
  ['its holder has left, and the time is over', [[100, left]], 130, 'ended', 130, null],
  [
    'tied to somebody else',
    [
      [100, left],
      [120, amended],
    ],
    140,
    'active',
    0,
    379,
  ],
  [
    'tied to somebody else, taken back',
    [
      [100, left],
      [120, amended],
      [125, takenBack('r3')],
    ],
    126,
    'in-transition',
    100,
    130,
  ],
  [
    'the holder has not left after all',
    [
      [100, left],
      [120, { kind: 'stayed' }],
    ],
    140,
    'active',
    0,
    379,
  ],
  ['revoked', [[100, { kind: 'revoked' }]], 101, 'revoked', 100, null],
  [
    'revoked, whatever else',
    [
      [90, suspended],
      [95, left],
      [100, { kind: 'revoked' }],
    ],
    400,
    'revoked',
    100,
    null,
  ],
])('%s', (_, happened, onDay, state, since, endsAt) => {
  expect(grantStanding(grantWith(...happened), onDay * day)).toMatchObject({
    state,
    since: since * day,
    endsAt: endsAt === null ? null : endsAt * day,
    because: expect.stringMatching(/\w/),
  });
});

test('the end of the term is that of the last renewal that counts', () => {
  expect(untilOf(grantWith()) / day).toBe(365);
  expect(untilOf(grantWith([330, renewed])) / day).toBe(730);
  expect(untilOf(grantWith([330, renewed], [331, takenBack('r2')])) / day).toBe(365);
});

test('what is granted is what was asked at first with the last change that counts', () => {
  const grant = grantWith([100, amended], [330, renewed], [331, takenBack('r2')]);
  expect(changesOf(grant)).toEqual(['r3']);
  const product = { name: 'Other', url: null };
  const change = { kind: 'amendment', grantId: 'g1', approvedAt: 0, until: null, differences: [] } as const;
  expect(askInForce(ask, [{ ...ask, kind: 'grant-change', product, change }])).toEqual({ ...ask, product });
  expect(askInForce(ask, [])).toBe(ask);
});

test('terms wait to be accepted until the newest of them are', () => {
  expect(openTerms(grantWith())).toBeUndefined();
  expect(openTerms(grantWith([100, changed]))).toMatchObject({ terms: newTerms });
  expect(openTerms(grantWith([100, changed], [110, accepted]))).toBeUndefined();
  const again: GrantAct = { kind: 'terms-changed', terms: { version: '3', hash: 'h3' }, acceptBy: 200 * day };
  expect(openTerms(grantWith([100, changed], [110, accepted], [120, again]))).toMatchObject({ acceptBy: 200 * day });
  // Changed, and changed back: nothing is left to accept.
  const back: GrantAct = { kind: 'terms-changed', terms, acceptBy: 200 * day };
  expect(openTerms(grantWith([100, changed], [110, back]))).toBeUndefined();
  expect(acceptedTerms(grantWith([100, changed], [110, accepted]))).toEqual(newTerms);
});

const duesOf = (grant: Grant, onDay: number) =>
  grantDues(grant, onDay * day).map(({ kind, at }) => `${kind} ${at / day}`);

test('what the clock brings: notices, the end of the term, the end', () => {
  const plain = ['renewal-notice 320', 'renewal-reminder 351', 'renewal-last 362', 'term-over 365', 'ended 379'];
  expect(duesOf(grantWith(), 1)).toEqual(plain);
  expect(duesOf(grantWith([100, changed]), 101)).toEqual(['terms-reminder 123', 'terms-overdue 130', ...plain]);
  expect(duesOf(grantWith([100, left]), 101)).toEqual(['transition-reminder 123', 'ended 130', ...plain.slice(0, 4)]);
  expect(duesOf(grantWith([330, renewed]), 331)[0]).toBe('renewal-notice 685');
  expect(duesOf(grantWith(), 400)).toEqual(['ended 379']);
  expect(duesOf(grantWith([100, { kind: 'revoked' }]), 101)).toEqual([]);
});

test('a short notice leaves out the reminders that would come before it', () => {
  const short = { ...grantWith(), term: { ...usualTerm, noticeDays: 10 } };
  expect(duesOf(short, 1).slice(0, 2)).toEqual(['renewal-notice 355', 'renewal-last 362']);
});

test.each<[string, readonly Happened[], number, readonly string[]]>([
  ['in force', [], 50, ['suspend', 'revoke', 'rotate', 'leave']],
  ['suspended by staff', [[40, suspended]], 50, ['reinstate', 'revoke', 'leave']],
  ['suspended for terms', [[40, heldForTerms]], 50, ['suspend', 'revoke', 'leave']],
  [
    'suspended for both',
    [
      [40, heldForTerms],
      [41, suspended],
    ],
    50,
    ['reinstate', 'revoke', 'leave'],
  ],
  ['in transition', [[40, left]], 50, ['suspend', 'revoke', 'rotate', 'stay']],
  ['renewal due', [], 330, ['suspend', 'revoke', 'rotate', 'leave']],
  ['ended', [], 400, []],
  ['revoked', [[40, { kind: 'revoked' }]], 50, []],
])('what staff may do: %s', (_, happened, onDay, may) => {
  const grant = grantWith(...happened);
  expect(grantOrders.filter((order) => !refuseGrantOrder(grant, order, onDay * day))).toEqual(may);
});

test('no change of what is suspended or over', () => {
  expect(refuseGrantChange(grantWith(), day)).toBeUndefined();
  expect(refuseGrantChange(grantWith([100, left]), 101 * day)).toBeUndefined();
  expect(refuseGrantChange(grantWith([100, suspended]), 101 * day)).toMatchObject({ code: 'unfit-order' });
  expect(refuseGrantChange(grantWith(), 400 * day)).toMatchObject({ code: 'grant-over' });
});

test('only the terms that wait can be accepted', () => {
  const grant = grantWith([100, changed]);
  expect(refuseTerms(grant, 'h2', 101 * day)).toBeUndefined();
  expect(refuseTerms(grant, 'h1', 101 * day)?.because).toMatch(/changed again/);
  expect(refuseTerms(grantWith(), 'h2', day)?.because).toMatch(/No changed terms/);
  expect(refuseTerms(grant, 'h2', 400 * day)?.code).toBe('grant-over');
  expect(departureOf(grant)).toBeUndefined();
});
