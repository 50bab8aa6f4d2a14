import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holidaysOf } from '../../directory/holidays';
import table from '../../directory/us-holidays.json';

const nameOf = (state: string, day: string) => holidaysOf(state).find((each) => each.day === day)?.name;

test.each([
  ['Maine', '2026-04-20', "Patriots' Day"],
  ['ME', '2026-04-20', "Patriots' Day"],
  ['Maine', '2026-07-03', 'Independence Day (substitute day)'],
  ['Arizona', '2026-11-26', 'Thanksgiving Day'],
  ['Texas', '2026-11-27', 'Day after Thanksgiving'],
  ['Hawaii', '2026-03-26', 'Prince Jonah Kuhio Kalanianaole Day'],
  ['Colorado', '2026-10-05', 'Frances Xavier Cabrini Day'],
  ['Utah', '2026-07-24', 'Pioneer Day'],
  ['Minnesota', '2027-06-18', 'Juneteenth (substitute day)'],
  ['Minnesota', '2027-07-05', 'Independence Day (substitute day)'],
  ['Maine', '2027-12-31', "New Year's Day (substitute day)"],
  ['Arizona', '2028-11-10', 'Veterans Day (substitute day)'],
  ['Arizona', '2029-11-12', 'Veterans Day (substitute day)'],
  ['District of Columbia', '2031-01-01', "New Year's Day"],
])('%s keeps %s: %s', (state, day, name) => {
  expect(nameOf(state, day)).toBe(name);
});

test.each([
  ['Arizona', '2026-04-20'],
  ['Colorado', '2026-10-12'],
  ['Hawaii', '2026-10-12'],
  ['Maine', '2026-11-27'],
])('%s does not keep %s', (state, day) => {
  expect(nameOf(state, day)).toBeUndefined();
});

test('where a state calls a day otherwise, its own name counts, once', () => {
  expect(holidaysOf('Arizona').filter(({ day }) => day === '2026-02-16')).toEqual([
    { day: '2026-02-16', name: "Lincoln/Washington Presidents' Day" },
  ]);
});

test.each(['Nowhere', '', 'constructor'])('a place that is no state (%j) has the days of the country', (state) => {
  expect(holidaysOf(state)).toEqual(table.everywhere);
});

test('every state is there, for every year, in order and without a day twice', () => {
  expect(Object.keys(table.states)).toHaveLength(51);
  for (const [code, { name }] of Object.entries(table.states)) {
    const days = holidaysOf(code).map(({ day }) => day);
    expect(holidaysOf(name)).toEqual(holidaysOf(code));
    expect(days).toEqual([...new Set(days)].toSorted());
    for (const year of table.years) expect(days.filter((day) => day.startsWith(`${year}-`)).length).toBeGreaterThan(8);
  }
});

test('the table says where it is from and under which licence', () => {
  expect(table.attribution).toMatch(/date-holidays 3\.37\.0.*CC-BY-3\.0.*Wikipedia.*CC BY-SA 3\.0.*Changed:/);
});

test('the table is what the script writes today', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holidays-'));
  try {
    const path = join(folder, 'us-holidays.json');
    execFileSync(process.execPath, ['scripts/holidays.mjs', path]);
    expect(readFileSync(path, 'utf8')).toBe(readFileSync('directory/us-holidays.json', 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
