import { dayIn, endOfBusinessDay, inWords, monthDue, monthInWords, planDues } from '../../activities/calendar';
import { defaultClock, type StepClock } from '../../domain/chain';

const zone = (timeZone: string, ...closedDays: readonly string[]) => ({ timeZone, closedDays });
const chicago = zone(
  'America/Chicago',
  '2026-07-03',
  '2026-07-04',
  '2026-11-26',
  '2026-11-27',
  '2026-12-25',
  '2027-01-01',
  '2027-12-31',
  '2028-01-01',
);
const christmasWeek = zone(
  'America/Chicago',
  '2026-12-24',
  '2026-12-25',
  '2026-12-28',
  '2026-12-29',
  '2026-12-30',
  '2026-12-31',
  '2027-01-01',
);
const phoenix = zone('America/Phoenix');
const honolulu = zone('Pacific/Honolulu');
const kathmandu = zone('Asia/Kathmandu');

/** Every day from the first to the last. */
function closedFrom(first: string, last: string): readonly string[] {
  const dayMs = 86_400_000;
  const count = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  return Array.from({ length: count }, (_, n) => new Date(Date.parse(first) + n * dayMs).toISOString().slice(0, 10));
}

const utc = (iso: string | number) => new Date(iso).toISOString();

// Opened, business days, and the day they lead to: a reminder at 9:00 and a lapse at 17:00, both at that offset from UTC.
describe('the business day', () => {
  test.each([
    // The day of the opening never counts, whatever the hour.
    ['in the morning', chicago, '2026-11-24T09:30:00-06:00', 1, '2026-11-25', '-06:00'],
    ['at midnight', chicago, '2026-11-24T00:00:00-06:00', 1, '2026-11-25', '-06:00'],
    ['just before midnight', chicago, '2026-11-24T23:59:59-06:00', 1, '2026-11-25', '-06:00'],
    ['at five', chicago, '2026-11-23T17:00:00-06:00', 1, '2026-11-24', '-06:00'],
    ['in the evening', chicago, '2026-11-23T20:00:00-06:00', 1, '2026-11-24', '-06:00'],
    ['no days: that day', chicago, '2026-11-24T20:00:00-06:00', 0, '2026-11-24', '-06:00'],
    ['no days: that Saturday', chicago, '2026-10-17T12:00:00-05:00', 0, '2026-10-17', '-05:00'],
    // Weekends.
    ['Friday morning', chicago, '2026-10-16T08:00:00-05:00', 1, '2026-10-19', '-05:00'],
    ['Friday evening', chicago, '2026-10-16T21:00:00-05:00', 1, '2026-10-19', '-05:00'],
    ['Saturday', chicago, '2026-10-17T12:00:00-05:00', 1, '2026-10-19', '-05:00'],
    ['Saturday, two days', chicago, '2026-10-17T12:00:00-05:00', 2, '2026-10-20', '-05:00'],
    ['Sunday night', chicago, '2026-10-18T23:00:00-05:00', 1, '2026-10-19', '-05:00'],
    // Which day it is, is the MLS's matter.
    ['still Tuesday in Chicago', chicago, '2026-11-25T03:00:00Z', 1, '2026-11-25', '-06:00'],
    ['still Sunday in Honolulu', honolulu, '2026-10-19T05:00:00Z', 1, '2026-10-19', '-10:00'],
    ['already Wednesday in Kathmandu', kathmandu, '2026-11-24T19:00:00Z', 1, '2026-11-26', '+05:45'],
    ['a weekend in Kathmandu', kathmandu, '2026-10-16T10:00:00+05:45', 1, '2026-10-19', '+05:45'],
    ['a weekend in Phoenix', phoenix, '2026-10-16T23:30:00-07:00', 1, '2026-10-19', '-07:00'],
    // Closed days.
    ['a public holiday and the day after', chicago, '2026-11-25T10:00:00-06:00', 1, '2026-11-30', '-06:00'],
    ['opened on a public holiday', chicago, '2026-11-26T10:00:00-06:00', 1, '2026-11-30', '-06:00'],
    ['holidays in the midst', chicago, '2026-11-24T10:00:00-06:00', 4, '2026-12-02', '-06:00'],
    ['a substitute holiday', chicago, '2026-07-02T10:00:00-05:00', 1, '2026-07-06', '-05:00'],
    ['the evening of a substitute holiday', chicago, '2026-07-03T19:00:00-05:00', 1, '2026-07-06', '-05:00'],
    [
      'a holiday on a Saturday moves nothing by itself',
      zone('America/Phoenix', '2026-07-04'),
      '2026-07-02T10:00:00-07:00',
      1,
      '2026-07-03',
      '-07:00',
    ],
    [
      'a day that is closed twice over',
      zone('America/Phoenix', '2026-12-25', '2026-12-25'),
      '2026-12-24T10:00:00-07:00',
      1,
      '2026-12-28',
      '-07:00',
    ],
    ['before Christmas week', christmasWeek, '2026-12-22T10:00:00-06:00', 2, '2027-01-04', '-06:00'],
    ['the last day before it', christmasWeek, '2026-12-23T15:00:00-06:00', 1, '2027-01-04', '-06:00'],
    ['within Christmas week', christmasWeek, '2026-12-29T10:00:00-06:00', 2, '2027-01-05', '-06:00'],
    [
      'closed for seven weeks',
      zone('America/Chicago', ...closedFrom('2027-06-01', '2027-07-16')),
      '2027-05-31T10:00:00-05:00',
      1,
      '2027-07-19',
      '-05:00',
    ],
    [
      'closed for a year',
      zone('America/Phoenix', ...closedFrom('2027-01-01', '2027-12-31')),
      '2026-12-31T10:00:00-07:00',
      1,
      '2028-01-03',
      '-07:00',
    ],
    // Ends of months and years.
    ['a month ends', phoenix, '2026-04-30T10:00:00-07:00', 1, '2026-05-01', '-07:00'],
    ['February ends', phoenix, '2027-02-26T10:00:00-07:00', 1, '2027-03-01', '-07:00'],
    ['a year ends', phoenix, '2026-12-31T15:00:00-07:00', 1, '2027-01-01', '-07:00'],
    ['a year ends, New Year closed', chicago, '2026-12-31T15:00:00-06:00', 1, '2027-01-04', '-06:00'],
    ['New Year kept on the Friday before', chicago, '2027-12-30T10:00:00-06:00', 1, '2028-01-03', '-06:00'],
    // Many days.
    ['four weeks', phoenix, '2026-08-03T10:00:00-07:00', 20, '2026-08-31', '-07:00'],
    ['fifty weeks', phoenix, '2026-01-02T10:00:00-07:00', 250, '2026-12-18', '-07:00'],
    // Leap days, summer time.
    ['[case 110] to 29 February', chicago, '2028-02-28T10:00:00-06:00', 1, '2028-02-29', '-06:00'],
    ['[case 110] over 29 February', chicago, '2028-02-28T10:00:00-06:00', 2, '2028-03-01', '-06:00'],
    ['[case 110] on 29 February', chicago, '2028-02-29T10:00:00-06:00', 1, '2028-03-01', '-06:00'],
    ['[case 110] into summer time', chicago, '2026-03-06T10:00:00-06:00', 1, '2026-03-09', '-05:00'],
    ['[case 110] a minute before it begins', chicago, '2026-03-08T01:59:00-06:00', 1, '2026-03-09', '-05:00'],
    ['[case 110] out of summer time', chicago, '2026-10-30T10:00:00-05:00', 1, '2026-11-02', '-06:00'],
    ['[case 110] half past one, first time', chicago, '2026-11-01T01:30:00-05:00', 1, '2026-11-02', '-06:00'],
    ['[case 110] half past one, again', chicago, '2026-11-01T01:30:00-06:00', 1, '2026-11-02', '-06:00'],
    ['[case 110] four weeks, one of them after it', chicago, '2026-10-16T10:00:00-05:00', 20, '2026-11-13', '-06:00'],
    ['[case 110] no summer time in Phoenix: March', phoenix, '2026-03-06T10:00:00-07:00', 1, '2026-03-09', '-07:00'],
    ['[case 110] no summer time in Phoenix: November', phoenix, '2026-10-30T10:00:00-07:00', 1, '2026-11-02', '-07:00'],
    ['[case 110] no summer time in Honolulu', honolulu, '2026-03-06T10:00:00-10:00', 1, '2026-03-09', '-10:00'],
    [
      '[case 110] half an hour at Lord Howe',
      zone('Australia/Lord_Howe'),
      '2026-10-02T10:00:00+10:30',
      1,
      '2026-10-05',
      '+11:00',
    ],
    ['[case 110] half-hour offsets', zone('America/St_Johns'), '2026-10-30T10:00:00-02:30', 1, '2026-11-02', '-03:30'],
    [
      '[case 110] midnight skipped in Cairo',
      zone('Africa/Cairo'),
      '2026-04-23T10:00:00+02:00',
      1,
      '2026-04-24',
      '+03:00',
    ],
    [
      '[case 110] five twice at Vostok',
      zone('Antarctica/Vostok'),
      '1994-01-28T10:00:00+07:00',
      1,
      '1994-01-31',
      '+07:00',
    ],
    [
      '[case 110] a Friday skipped in Apia',
      zone('Pacific/Apia'),
      '2011-12-29T10:00:00-10:00',
      1,
      '2012-01-02',
      '+14:00',
    ],
  ] as const)('%s', (_name, calendar, from, days, day, offset) => {
    const opened = Date.parse(from);
    const clock: StepClock = { remind: [days], escalate: null, callStaff: null, lapse: days };
    expect(planDues(calendar, clock, opened).map(({ at, kind }) => [kind, utc(at)])).toEqual([
      ['remind', utc(`${day}T09:00${offset}`)],
      ['lapse', utc(`${day}T17:00${offset}`)],
    ]);
    expect(utc(endOfBusinessDay(calendar, opened, days))).toBe(utc(`${day}T17:00${offset}`));
  });
});

test('[case 110] an hour that the clocks skip is taken after the jump', () => {
  const athens = zone('Europe/Athens');
  const [nine] = planDues(athens, { ...defaultClock, remind: [0] }, Date.parse('1979-04-01T01:00:00+02:00'));
  expect(utc(nine!.at)).toBe(utc('1979-04-01T10:00+03:00'));
});

const tuesday = Date.parse('2026-11-24T15:00:00Z');

test.each<[string, StepClock, readonly (readonly [string, string])[]]>([
  [
    'all that a clock knows, the lapse last',
    defaultClock,
    [
      ['remind', '2026-11-30T09:00-06:00'],
      ['remind', '2026-12-02T09:00-06:00'],
      ['escalate', '2026-12-04T09:00-06:00'],
      ['call-staff', '2026-12-08T09:00-06:00'],
      ['lapse', '2026-12-24T17:00-06:00'],
    ],
  ],
  [
    'nothing but the lapse',
    { remind: [], escalate: null, callStaff: null, lapse: 5 },
    [['lapse', '2026-12-03T17:00-06:00']],
  ],
  [
    'no alternates to ask, staff called on the last day',
    { remind: [1], escalate: null, callStaff: 3, lapse: 3 },
    [
      ['remind', '2026-11-25T09:00-06:00'],
      ['call-staff', '2026-12-01T09:00-06:00'],
      ['lapse', '2026-12-01T17:00-06:00'],
    ],
  ],
  [
    'written in another order: still in order of time',
    { remind: [4, 2], escalate: 1, callStaff: null, lapse: 5 },
    [
      ['escalate', '2026-11-25T09:00-06:00'],
      ['remind', '2026-11-30T09:00-06:00'],
      ['remind', '2026-12-02T09:00-06:00'],
      ['lapse', '2026-12-03T17:00-06:00'],
    ],
  ],
])('the dues of a clock: %s', (_name, clock, dues) => {
  expect(planDues(chicago, clock, tuesday).map(({ kind, at }) => [kind, utc(at)])).toEqual(
    dues.map(([kind, at]) => [kind, utc(at)]),
  );
});

test.each([
  ['America/Chicago', '2026-11-25T03:00:00Z', '2026-11-24'],
  ['Asia/Kathmandu', '2026-11-24T18:14:59Z', '2026-11-24'],
  ['Asia/Kathmandu', '2026-11-24T18:15:00Z', '2026-11-25'],
  ['Pacific/Honolulu', '2027-01-01T09:59:59Z', '2026-12-31'],
  ['America/Phoenix', '2028-03-01T06:59:59Z', '2028-02-29'],
])('the day in %s at %s', (timeZone, at, day) => {
  expect(dayIn(timeZone, Date.parse(at))).toBe(day);
});

test.each([
  ['America/Chicago', '2026-11-30T23:00:00Z', 'Monday, November 30, 2026 at 5:00 PM CST'],
  ['America/Chicago', '2026-07-06T14:00:00Z', 'Monday, July 6, 2026 at 9:00 AM CDT'],
  ['America/Phoenix', '2026-07-07T00:00:00Z', 'Monday, July 6, 2026 at 5:00 PM MST'],
])('an instant in words names day, time and zone: %s', (timeZone, at, words) => {
  expect(inWords(Date.parse(at), timeZone)).toBe(words);
});

test('an unknown zone is said, not guessed', () => {
  expect(() => dayIn('America/Nowhere', tuesday)).toThrow(/unsupported zone.*America\/Nowhere/);
  expect(() => endOfBusinessDay(zone('America/Nowhere'), tuesday, 1)).toThrow(RangeError);
});

// In the middle of the month or at an edge of it, in whatever zone.
test.each([
  ['a Tuesday', chicago, '2026-12-15T00:00:00Z', '2026-12', '2026-12-01T15:00:00.000Z', '2027-01-04T15:00:00.000Z'],
  ['before it', chicago, '2026-12-01T08:00:00Z', '2026-12', '2026-12-01T15:00:00.000Z', '2027-01-04T15:00:00.000Z'],
  [
    'still November there',
    chicago,
    '2026-12-01T05:59:00Z',
    '2026-11',
    '2026-11-02T15:00:00.000Z',
    '2026-12-01T15:00:00.000Z',
  ],
  [
    'December already there',
    kathmandu,
    '2026-11-30T18:15:00Z',
    '2026-12',
    '2026-12-01T03:15:00.000Z',
    '2027-01-01T03:15:00.000Z',
  ],
  [
    'after a change of clocks',
    chicago,
    '2027-03-31T12:00:00Z',
    '2027-03',
    '2027-03-01T15:00:00.000Z',
    '2027-04-01T14:00:00.000Z',
  ],
])('the first business morning of a month: %s', (_what, calendar, at, month, dueAt, nextAt) => {
  const due = monthDue(calendar, Date.parse(at));
  expect({ ...due, dueAt: utc(due.dueAt), nextAt: utc(due.nextAt) }).toEqual({ month, dueAt, nextAt });
});

test('a month in words', () => {
  expect(monthInWords('2026-12')).toBe('December 2026');
});
