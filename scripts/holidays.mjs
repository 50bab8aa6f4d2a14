// Writes directory/us-holidays.json, or the file that is named: the public holidays of the USA by state, with substitute days. Run it
// with a new date-holidays, or when the years run out. Read at build time only: the package and its astronomy take 32 MB.
import { readFileSync, writeFileSync } from 'node:fs';
import Holidays from 'date-holidays';
import { format, resolveConfig } from 'prettier';

const years = [2026, 2027, 2028, 2029, 2030, 2031];
const { version } = JSON.parse(
  readFileSync(new URL('../node_modules/date-holidays/package.json', import.meta.url), 'utf8'),
);
const attribution =
  `From date-holidays ${version}, https://github.com/commenthol/date-holidays, copyright commenthol, package licence ISC AND CC-BY-3.0. ` +
  'Its data relies on Wikipedia, https://en.wikipedia.org/wiki/Public_holidays_in_the_United_States, and is available under ' +
  'CC BY-SA 3.0, http://creativecommons.org/licenses/by-sa/3.0/, as is this table. ' +
  "Changed: public holidays only, half days as whole days, by state what differs from the country, and Veterans Day's substitute days added.";

/** The country's days, and by state what it adds, calls otherwise or does not keep. */
function usHolidays() {
  const country = daysOf(new Holidays('US'));
  const states = Object.entries(new Holidays().getStates('US')).map(([code, name]) => {
    const own = daysOf(new Holidays('US', code));
    const days = rows(own).filter(({ day, name: called }) => country.get(day) !== called);
    const notKept = rows(country).flatMap(({ day }) => (own.has(day) ? [] : [day]));
    return [code, { name, days, notKept }];
  });
  return { attribution, years, everywhere: rows(country), states: Object.fromEntries(states) };
}

/** Names by day, YYYY-MM-DD; of two holidays on one day, both names. */
function daysOf(holidays) {
  const days = new Map();
  const add = (day, name) => days.set(day, days.has(day) ? `${days.get(day)} / ${name}` : name);
  for (const { date, name, type } of years.flatMap((year) => holidays.getHolidays(year))) {
    if (type !== 'public') continue;
    add(date.slice(0, 10), name);
    if (name === 'Veterans Day') addSubstitute(date.slice(0, 10), add);
  }
  return days;
}

/** The one federal holiday that the package does not move off a weekend; 5 U.S.C. 6103(b) and Executive Order 11582 do. */
function addSubstitute(day, add) {
  const date = new Date(`${day}T00:00:00Z`);
  const shift = { 6: -1, 0: 1 }[date.getUTCDay()];
  if (shift === undefined) return;
  date.setUTCDate(date.getUTCDate() + shift);
  add(date.toISOString().slice(0, 10), 'Veterans Day (substitute day)');
}

function rows(days) {
  return [...days].map(([day, name]) => ({ day, name })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

const path = process.argv[2] ?? new URL('../directory/us-holidays.json', import.meta.url).pathname;
const style = { ...(await resolveConfig(import.meta.filename)), parser: 'json' };
writeFileSync(path, await format(JSON.stringify(usHolidays()), style));
