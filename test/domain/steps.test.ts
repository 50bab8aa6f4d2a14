import type { Chain } from '../../domain/chain';
import { stepStandings } from '../../domain/step-standing';
import { chain, decision, opening, override, staff, step } from '../support/samples';
import { inShort, judged, known, type Known } from './judged';

const yes = (stepId: string, who: string, at: number) => decision(stepId, who, 'approve', at);
const no = (stepId: string, who: string, at: number) => decision(stepId, who, 'deny', at);

const sequence = chain(step('broker', ['tom']), step('mls', ['ann', 'bob']));
const parallel = chain(step('legal', ['lea'], { after: [] }), step('data', ['dan'], { after: [] }));
const join = chain(
  step('legal', ['lea'], { after: [] }),
  step('data', ['dan'], { after: [] }),
  step('mls', ['ann'], { after: ['legal', 'data'] }),
);
const upsideDown = chain(
  step('mls', ['ann'], { after: ['data'] }),
  step('data', ['dan'], { after: ['legal'] }),
  step('legal', ['lea'], { after: [] }),
);
const skipping = chain(
  step('legal', ['lea']),
  step('data', ['dan'], {
    exempt: { kind: 'not-needed', because: 'Not needed: asked only when the data role is vow.' },
  }),
  step('mls', ['ann']),
);
const vouchable = chain(step('broker', ['tom'], { accepts: ['link+code', 'attested'] }), step('mls', ['ann']));

test.each<[name: string, Chain, Known, expected: string]>([
  ['in sequence: the first step is asked alone', sequence, {}, 'pending: broker'],
  ['in sequence: then the second', sequence, { decisions: [yes('broker', 'tom', 1)] }, 'pending: mls'],
  [
    'in sequence: then all is done',
    sequence,
    { decisions: [yes('broker', 'tom', 1), yes('mls', 'bob', 2)] },
    'approved',
  ],
  [
    'in sequence: a denial ends it before the second is asked',
    sequence,
    { decisions: [no('broker', 'tom', 1)] },
    'denied',
  ],
  [
    'in sequence: who answers before their turn does not count',
    sequence,
    { decisions: [yes('mls', 'ann', 1), yes('broker', 'tom', 2)] },
    'pending: mls',
  ],
  ['side by side: both are asked at once', parallel, {}, 'pending: legal, data'],
  ['side by side: each answers when they like', parallel, { decisions: [yes('data', 'dan', 1)] }, 'pending: legal'],
  [
    'side by side: both are needed',
    parallel,
    { decisions: [yes('data', 'dan', 1), yes('legal', 'lea', 2)] },
    'approved',
  ],
  [
    'side by side: a denial at one ends it for both',
    parallel,
    { decisions: [no('data', 'dan', 1), yes('legal', 'lea', 2)] },
    'denied',
  ],
  ['a join waits for both: one is passed', join, { decisions: [yes('legal', 'lea', 1)] }, 'pending: data'],
  [
    'a join waits for both: both are',
    join,
    { decisions: [yes('legal', 'lea', 1), yes('data', 'dan', 2)] },
    'pending: mls',
  ],
  ['steps may stand in any order: the first is the last', upsideDown, {}, 'pending: legal'],
  [
    'steps may stand in any order: one after the other',
    upsideDown,
    { decisions: [yes('legal', 'lea', 1), yes('data', 'dan', 2)] },
    'pending: mls',
  ],
  ['an exempt step is not asked', skipping, { decisions: [yes('legal', 'lea', 1)] }, 'pending: mls'],
  [
    'an exempt step does not hold the next one up',
    skipping,
    { decisions: [yes('legal', 'lea', 1), yes('mls', 'ann', 2)] },
    'approved',
  ],
  ['an exempt step cannot be denied', skipping, { decisions: [no('data', 'dan', 1)] }, 'pending: legal'],
  ['two of staff vouch for a step that accepts it', vouchable, { overrides: [override('broker', 1)] }, 'pending: mls'],
  [
    '[case 4] they cannot vouch for one whose turn it is not',
    vouchable,
    { overrides: [override('mls', 1)] },
    'pending: broker',
  ],
  ['they cannot vouch where it is not accepted', sequence, { overrides: [override('broker', 1)] }, 'pending: broker'],
  [
    'one of them twice is not two',
    vouchable,
    { overrides: [override('broker', 1, { confirmedBy: staff('sam') })] },
    'pending: broker',
  ],
  [
    'it holds for what was asked then',
    vouchable,
    { overrides: [override('broker', 1, { digest: 'd0' })] },
    'pending: broker',
  ],
  [
    'a step that was put to nobody cannot be answered',
    sequence,
    { openings: [], decisions: [yes('broker', 'tom', 1)] },
    'pending: broker',
  ],
  [
    'nor before it was',
    sequence,
    { openings: [opening('broker', 5)], decisions: [yes('broker', 'tom', 4)] },
    'pending: broker',
  ],
  ['a planted row of somebody who is not asked', sequence, { decisions: [yes('broker', 'eve', 1)] }, 'pending: broker'],
  [
    'a proof that is too weak',
    sequence,
    { decisions: [decision('broker', 'tom', 'approve', 1, { grade: 'link' })] },
    'pending: broker',
  ],
  ['the time runs out', sequence, { lapse: { stepId: 'broker', at: 5 } }, 'lapsed'],
  [
    'an answer in time',
    sequence,
    { decisions: [yes('broker', 'tom', 4), yes('mls', 'ann', 4.5)], lapse: { stepId: 'broker', at: 5 } },
    'approved',
  ],
  [
    'an answer at that instant is too late',
    sequence,
    { decisions: [yes('broker', 'tom', 5)], lapse: { stepId: 'broker', at: 5 } },
    'lapsed',
  ],
  ['withdrawn', sequence, { withdrawal: { by: 'Dana', reason: '', at: 5 } }, 'withdrawn'],
  [
    'withdrawn before an answer',
    sequence,
    { decisions: [no('broker', 'tom', 6)], withdrawal: { by: 'Dana', reason: '', at: 5 } },
    'withdrawn',
  ],
  [
    'withdrawn after a denial',
    sequence,
    { decisions: [no('broker', 'tom', 4)], withdrawal: { by: 'Dana', reason: '', at: 5 } },
    'denied',
  ],
  [
    'withdrawn after the approval',
    parallel,
    { decisions: [yes('data', 'dan', 1), yes('legal', 'lea', 2)], withdrawal: { by: 'Dana', reason: '', at: 5 } },
    'approved',
  ],
  [
    'withdrawn after it lapsed',
    sequence,
    { lapse: { stepId: 'broker', at: 4 }, withdrawal: { by: 'Dana', reason: '', at: 5 } },
    'lapsed',
  ],
  [
    'lapsed after it was withdrawn',
    sequence,
    { lapse: { stepId: 'broker', at: 6 }, withdrawal: { by: 'Dana', reason: '', at: 5 } },
    'withdrawn',
  ],
])('%s', (_name, given, more, expected) => {
  expect(inShort(judged(given, more))).toBe(expected);
});

test.each<[Known, because: string]>([
  [{}, '"legal approval" waits for Lea. "data approval" waits for Dan.'],
  [{ decisions: [yes('legal', 'lea', 1), yes('data', 'dan', 2)] }, '"mls approval" waits for Ann.'],
  [{ decisions: [yes('legal', 'lea', 1), yes('data', 'dan', 2), yes('mls', 'ann', 3)] }, 'Approved by Lea, Dan, Ann.'],
  [{ decisions: [no('data', 'dan', 1)] }, 'Dan (MLS admin) declined: not in our policy'],
  [{ lapse: { stepId: 'data', at: 5 } }, 'Nobody answered "data approval" in time.'],
  [{ withdrawal: { by: 'Dana', reason: 'not needed', at: 5 } }, 'Dana withdrew the request: not needed'],
  [{ withdrawal: { by: 'Dana', reason: '', at: 5 } }, 'Dana withdrew the request.'],
])('with %j it says why', (more, because) => {
  expect(judged(join, more).because).toBe(because);
});

test('an approval says when the last one came, and who vouched', () => {
  const more = { overrides: [override('broker', 3)], decisions: [yes('mls', 'ann', 7)] };
  expect(judged(vouchable, more)).toEqual({ state: 'approved', because: 'Approved by Ann, Sam, Sue.', at: 7 });
});

test('every step says how it stands', () => {
  const facts = known(skipping, { decisions: [yes('legal', 'lea', 3)] });
  expect([...stepStandings(skipping, facts, 9)]).toEqual([
    ['legal', { state: 'passed', because: 'Approved by Lea.', at: 3 }],
    ['data', { state: 'passed', because: 'Not needed: asked only when the data role is vow.', at: 0 }],
    ['mls', { state: 'open', open: expect.objectContaining({ because: '"mls approval" waits for Ann.' }) }],
  ]);
  expect(stepStandings(sequence, known(sequence, {}), 9).get('mls')).toEqual({ state: 'later' });
  expect(stepStandings(vouchable, known(vouchable, { overrides: [override('broker', 3)] }), 9).get('broker')).toEqual({
    state: 'passed',
    because: 'Sam and Sue vouch for it: signed on paper',
    at: 3,
  });
});

test('what is said later does not count yet', () => {
  const more = { decisions: [yes('broker', 'tom', 50)], lapse: { stepId: 'broker', at: 90 } };
  expect(inShort(judged(sequence, more, 49))).toBe('pending: broker');
  expect(inShort(judged(sequence, more, 50))).toBe('pending: mls');
  expect(inShort(judged(sequence, more, 89))).toBe('pending: mls');
  expect(inShort(judged(sequence, more, 90))).toBe('lapsed');
});

test('what was done counts from that instant on', () => {
  const overrides = [override('broker', 5)];
  expect(inShort(judged(vouchable, { overrides }, 4))).toBe('pending: broker');
  expect(inShort(judged(vouchable, { overrides }, 5))).toBe('pending: mls');
  const asked = { openings: [opening('broker', 5)], decisions: [yes('broker', 'tom', 5)] };
  expect(inShort(judged(sequence, asked, 5))).toBe('pending: mls');
});

test('[case 6] a request that was changed is asked anew: openings and decisions about the old one are void', () => {
  const before: Known = { decisions: [yes('broker', 'tom', 1)] };
  expect(inShort(judged(sequence, before))).toBe('pending: mls');
  expect(inShort(judged(sequence, { ...before, digest: 'd2' }))).toBe('pending: broker');

  const again = decision('broker', 'tom', 'approve', 5, { digest: 'd2' });
  const stale = { ...before, digest: 'd2', decisions: [...before.decisions!, again] };
  expect(inShort(judged(sequence, stale))).toBe('pending: broker');
  const asked = { ...stale, openings: [{ ...opening('broker', 4), digest: 'd2' }] };
  expect(inShort(judged(sequence, asked))).toBe('pending: mls');
});
