import type { Due, Opening } from '../../domain/decision';
import { lapseOf, nextDue, openedAt, openingOf } from '../../domain/schedule';
import { chain, decision, facts, opening, step } from '../support/samples';
import { judged } from './judged';

const dues: readonly Due[] = [
  { at: 20, kind: 'remind' },
  { at: 60, kind: 'escalate' },
  { at: 90, kind: 'lapse' },
];
const first: Opening = { ...opening('legal', 1), dues };
const again: Opening = {
  ...first,
  at: 30,
  because: 'answered',
  dues: dues.map((due) => ({ ...due, at: due.at + 30 })),
};
const stale: Opening = { ...opening('legal', 40), digest: 'd0' };
const beside: Opening = { ...opening('data', 2), dues: [{ at: 50, kind: 'lapse' }] };

const given = chain(step('legal', ['lea'], { after: [] }), step('data', ['dan'], { after: [] }));
const pending = judged(given, {});

test('the latest opening of the request as it is counts', () => {
  const known = facts({ openings: [first, beside, again, stale] });
  expect(openingOf(known, 'legal')).toEqual(again);
  expect(openedAt(known, 'legal')).toBe(1);
  expect(lapseOf(known, 'legal')).toBe(120);
  expect([openingOf(known, 'mls'), openedAt(known, 'mls'), lapseOf(known, 'mls')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each<[name: string, openings: Opening[], done: Record<string, number>, expected: object | undefined]>([
  ['the earliest of all open steps', [first, beside], {}, { stepId: 'legal', at: 20, kind: 'remind' }],
  ['what is done is done, step by step', [first, beside], { legal: 20 }, { stepId: 'data', at: 50, kind: 'lapse' }],
  ['a clock that was set anew', [first, again], { legal: 20 }, { stepId: 'legal', at: 50, kind: 'remind' }],
  ['nothing is left', [beside], { data: 50 }, undefined],
  ['nothing was put to anybody', [], {}, undefined],
])('due next: %s', (_name, openings, done, expected) => {
  expect(nextDue(pending, facts({ openings }), done)).toEqual(expected);
});

test('nothing is due at a step that is passed, or when the request has ended', () => {
  const yes = decision('legal', 'lea', 'approve', 5);
  const known = facts({ openings: [first, beside] });
  expect(nextDue(judged(given, { decisions: [yes] }), known, {})).toMatchObject({ stepId: 'data' });
  expect(nextDue(judged(given, { decisions: [decision('data', 'dan', 'deny', 5)] }), known, {})).toBeUndefined();
});
