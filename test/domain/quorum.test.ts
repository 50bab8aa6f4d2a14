import { approvalsNeeded, type Quorum } from '../../domain/chain';
import { chain, decision, step } from '../support/samples';
import { inShort, judged, missingAt } from './judged';

const group = ['ann', 'bob', 'cat', 'dan'];

/** "ann+ bob- cat/": approves, denies, steps aside, one after the other. */
function said(words: string) {
  const verdicts = { '+': 'approve', '-': 'deny', '/': 'recuse' } as const;
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => decision('mls', word.slice(0, -1), verdicts[word.at(-1) as '+' | '-' | '/'], index + 1));
}

test.each<[Quorum, size: number, needed: number]>([
  ['any', 1, 1],
  ['any', 4, 1],
  ['all', 1, 1],
  ['all', 4, 4],
  ['all', 0, 1],
  [{ count: 2 }, 4, 2],
  [{ count: 2 }, 1, 2],
  [{ percent: 50 }, 4, 2],
  [{ percent: 51 }, 4, 3],
  [{ percent: 67 }, 3, 3],
  [{ percent: 66 }, 3, 2],
  [{ percent: 100 }, 3, 3],
  [{ percent: 1 }, 4, 1],
  [{ percent: 50 }, 0, 1],
])('%j of %i asks for %i', (quorum, size, needed) => {
  expect(approvalsNeeded(quorum, size)).toBe(needed);
});

test.each<[Quorum, denials: number, words: string, expected: string]>([
  ['any', 1, '', 'pending: mls'],
  ['any', 1, 'ann+', 'approved'],
  ['any', 1, 'dan+', 'approved'],
  ['any', 1, 'ann-', 'denied'],
  ['any', 1, 'ann- bob+', 'denied'],
  ['any', 1, 'ann+ bob-', 'approved'],
  ['any', 4, 'ann- bob- cat-', 'pending: mls'],
  ['any', 4, 'ann- bob- cat- dan+', 'approved'],
  ['any', 4, 'ann- bob- cat- dan-', 'denied'],
  ['all', 1, 'ann+ bob+ cat+', 'pending: mls'],
  ['all', 1, 'ann+ bob+ cat+ dan+', 'approved'],
  ['all', 1, 'ann+ bob+ cat+ dan-', 'denied'],
  ['all', 2, 'ann-', 'denied'],
  ['all', 1, 'ann+ bob/ cat+ dan+', 'approved'],
  ['all', 1, 'ann/ bob/ cat/ dan+', 'approved'],
  ['all', 1, 'ann/ bob/ cat/ dan/', 'pending: mls'],
  [{ count: 2 }, 1, 'ann+', 'pending: mls'],
  [{ count: 2 }, 1, 'ann+ cat+', 'approved'],
  [{ count: 2 }, 1, 'ann+ ann+', 'pending: mls'],
  [{ count: 2 }, 2, 'ann+ bob-', 'pending: mls'],
  [{ count: 2 }, 2, 'ann+ bob- cat-', 'denied'],
  [{ count: 2 }, 2, 'ann+ bob- cat+', 'approved'],
  [{ count: 3 }, 3, 'ann-', 'pending: mls'],
  [{ count: 3 }, 3, 'ann- bob-', 'denied'],
  [{ count: 3 }, 4, 'ann- bob/', 'denied'],
  [{ count: 3 }, 1, 'ann/ bob/', 'pending: mls'],
  [{ count: 3 }, 1, 'ann/ bob/ cat+ dan+', 'pending: mls'],
  [{ percent: 50 }, 1, 'ann+', 'pending: mls'],
  [{ percent: 50 }, 1, 'ann+ bob+', 'approved'],
  [{ percent: 50 }, 1, 'ann/ bob/ cat+', 'approved'],
  [{ percent: 60 }, 2, 'ann+ bob+ cat-', 'pending: mls'],
  [{ percent: 60 }, 2, 'ann+ bob+ cat- dan+', 'approved'],
])('of four %j, %i to deny: "%s" makes it %s', (quorum, denials, words, expected) => {
  const one = chain(step('mls', group, { quorum, denials }));
  expect(inShort(judged(one, { decisions: said(words) }))).toBe(expected);
});

test.each<[Quorum, denials: number, words: string, missing: string[], because: string]>([
  ['any', 1, '', group, '"mls approval" waits for Ann, Bob, Cat or Dan.'],
  ['all', 1, '', group, '"mls approval" waits for Ann, Bob, Cat and Dan.'],
  ['all', 1, 'bob+', ['ann', 'cat', 'dan'], '"mls approval" waits for Ann, Cat and Dan. 1 of 4 approved so far.'],
  ['all', 1, 'ann+ bob+ dan+', ['cat'], '"mls approval" waits for Cat. 3 of 4 approved so far.'],
  [{ count: 2 }, 1, '', group, '"mls approval" waits for 2 of Ann, Bob, Cat and Dan.'],
  [{ count: 2 }, 1, 'ann+', ['bob', 'cat', 'dan'], '"mls approval" waits for Bob, Cat or Dan. 1 of 2 approved so far.'],
  [{ percent: 75 }, 1, 'ann/', ['bob', 'cat', 'dan'], '"mls approval" waits for Bob, Cat and Dan.'],
  [
    { count: 3 },
    1,
    'ann/ bob/ cat+',
    ['dan'],
    '"mls approval" waits for Dan. 1 of 3 approved so far. Too few are left to ask; support must name somebody.',
  ],
  [
    { count: 3 },
    1,
    'ann/ bob/ cat+ dan+',
    [],
    '"mls approval" has nobody left to ask; support must name somebody. 2 of 3 approved so far.',
  ],
  ['all', 1, 'ann/ bob/ cat/ dan/', [], '"mls approval" has nobody left to ask; support must name somebody.'],
])('%j, %i to deny, "%s": it waits for %j and says so', (quorum, denials, words, missing, because) => {
  const one = chain(step('mls', group, { quorum, denials }));
  const decisions = said(words);
  expect(missingAt(one, 'mls', { decisions })).toEqual(missing);
  expect(judged(one, { decisions }).because).toBe(because);
});

test('the denial that ended it is the one that is named', () => {
  const one = chain(step('mls', group, { quorum: 'all', denials: 2 }));
  const two = chain(step('mls', group, { quorum: { count: 2 }, denials: 2 }));
  expect(judged(one, { decisions: said('ann+ bob-') })).toMatchObject({ by: { id: 'bob' } });
  expect(judged(two, { decisions: said('ann- bob-') })).toEqual({
    state: 'denied',
    stepId: 'mls',
    by: expect.objectContaining({ id: 'bob' }),
    reason: 'not in our policy',
    because: 'Bob (MLS admin) declined: not in our policy',
  });
});
