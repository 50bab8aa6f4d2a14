import { durationWords } from '../../domain/duration-words';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, '1 minute'],
  [89 * minute, '89 minutes'],
  [90 * minute, '2 hours'],
  [23 * hour, '23 hours'],
  [day, '1 day'],
  [1.5 * day, '1.5 days'],
  [4.04 * day, '4 days'],
])('%i ms is %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
