import { asksBeside, type Unreachable, unreachableWords } from '../../domain/unreachable';

const said = { stepId: 'mls', approverId: 'ann', mailId: 'm1', because: '', at: 0 };
const away = (returns: string): Unreachable => ({ ...said, kind: 'away', returns });
const today = '2026-03-02';
const escalates = '2026-03-10';

test.each([
  ['back after the day on which alternates are asked', '2026-03-11', escalates, true],
  ['back on that day', '2026-03-10', escalates, false],
  ['back before it', '2026-03-04', escalates, false],
  ['back already', '2026-03-02', '2026-02-27', false],
  ['away at a step that was not put to anybody', '2026-03-11', undefined, false],
])('[case 42] whoever is %s: %s', (_, returns, day, expected) => {
  expect(asksBeside(away(returns), today, day)).toBe(expected);
});

test('[case 43] where mail comes back an alternate is asked at once', () => {
  expect(asksBeside({ ...said, kind: 'undeliverable' }, today, escalates)).toBe(true);
  expect(unreachableWords({ ...said, kind: 'undeliverable' })).toBe('gets no mail: it came back');
});
