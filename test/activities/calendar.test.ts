import { endOfBusinessDay, inWords } from '../../activities/calendar';

const chicago = { timeZone: 'America/Chicago', closedDays: ['2026-11-26', '2026-11-27', '2026-12-25'] };
const newYork = { timeZone: 'America/New_York', closedDays: [] };
const tokyo = { timeZone: 'Asia/Tokyo', closedDays: [] };

test.each([
  ['the next day at five', newYork, '2026-11-24T15:00:00Z', 1, '2026-11-25T22:00:00Z'],
  ['over a weekend', newYork, '2026-11-20T15:00:00Z', 1, '2026-11-23T22:00:00Z'],
  ['asked on a Saturday', newYork, '2026-11-21T15:00:00Z', 1, '2026-11-23T22:00:00Z'],
  ['over closed days and a weekend', chicago, '2026-11-25T15:00:00Z', 1, '2026-11-30T23:00:00Z'],
  ['still Tuesday in Chicago', chicago, '2026-11-25T03:00:00Z', 1, '2026-11-25T23:00:00Z'],
  ['already Wednesday in Tokyo', tokyo, '2026-11-24T16:00:00Z', 1, '2026-11-26T08:00:00Z'],
  ['[case 110] into summer time', newYork, '2026-03-06T15:00:00Z', 1, '2026-03-09T21:00:00Z'],
  ['[case 110] out of summer time', newYork, '2026-10-30T15:00:00Z', 1, '2026-11-02T22:00:00Z'],
  ['[case 110] over 29 February', newYork, '2028-02-28T15:00:00Z', 2, '2028-03-01T22:00:00Z'],
  ['over New Year', newYork, '2026-12-31T15:00:00Z', 1, '2027-01-01T22:00:00Z'],
  ['twenty business days', chicago, '2026-11-24T15:00:00Z', 20, '2026-12-24T23:00:00Z'],
])('%s', (_name, calendar, from, days, end) => {
  expect(new Date(endOfBusinessDay(calendar, Date.parse(from), days)).toISOString()).toBe(new Date(end).toISOString());
});

test('an instant in words names day, time and zone', () => {
  expect(inWords(Date.parse('2026-11-30T23:00:00Z'), 'America/Chicago')).toBe(
    'Monday, November 30, 2026 at 5:00 PM CST',
  );
});
