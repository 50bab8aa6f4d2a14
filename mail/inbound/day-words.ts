import type { Instant } from '../../domain/instant';

const months: readonly RegExp[] = [
  /^(?:jan|ene|janv)/,
  /^(?:feb|f[eé]v)/,
  /^(?:mar|mars)/,
  /^(?:apr|abr|avr)/,
  /^(?:may|mai)/,
  /^(?:jun|juin)/,
  /^(?:jul|juil)/,
  /^(?:aug|ago|ao[uû])/,
  /^(?:sep|set)/,
  /^(?:oct)/,
  /^(?:nov)/,
  /^(?:dec|dic|d[eé]c)/,
];
const weekdays: readonly RegExp[] = [
  /^(?:sunday|dimanche|domingo)/,
  /^(?:monday|lundi|lunes)/,
  /^(?:tuesday|mardi|martes)/,
  /^(?:wednesday|mercredi|mi[eé]rcoles)/,
  /^(?:thursday|jeudi|jueves)/,
  /^(?:friday|vendredi|viernes)/,
  /^(?:saturday|samedi|s[aá]bado)/,
];
const dayMs = 86_400_000;
/** A date that can be read in two ways, or lacks its year, is taken as the one that lies this near ahead. */
const nearMs = 183 * dayMs;

const leading =
  /^(?:(?:the|le|el|on|du|del|this|next|ce|este)\s+)?(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)?[\s,.]*(?:(?:the|le|el|d[ií]a)\s+)?/;

/** The day that the text begins with, or null. */
export function dayAt(text: string, receivedAt: Instant): string | null {
  const lower = text.toLowerCase();
  const words = lower.replace(leading, '');
  return (
    isoDay(words) ?? namedMonth(words, receivedAt) ?? numericDay(words, receivedAt) ?? nextWeekday(lower, receivedAt)
  );
}

function isoDay(words: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b/.exec(words) ?? [];
  return written(Number(year), Number(month), Number(day));
}

function namedMonth(words: string, receivedAt: Instant): string | null {
  const dayFirst =
    /^(\d{1,2})(?:st|nd|rd|th|er|º|°)?\.?\s+(?:of\s+|de\s+)?(\p{L}{3,})\.?(?:,?\s+(?:de[l]?\s+)?(\d{4}))?/u.exec(words);
  const monthFirst = /^(\p{L}{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?/u.exec(words);
  const [day, name, year] = dayFirst
    ? dayFirst.slice(1)
    : monthFirst
      ? [monthFirst[2], monthFirst[1], monthFirst[3]]
      : [];
  const month = months.findIndex((pattern) => pattern.test(name ?? '')) + 1;
  if (month === 0) return null;
  return year === undefined ? nearest([[month, Number(day)]], receivedAt) : written(Number(year), month, Number(day));
}

/** 12/03/2026 is two days. It counts when only one of them is a date that lies near ahead. */
function numericDay(words: string, receivedAt: Instant): string | null {
  const match = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?!\d)/.exec(words);
  if (!match) return null;
  const [one, two] = [Number(match[1]), Number(match[2])];
  const readings =
    one === two
      ? [[one, two] as const]
      : ([
          [one, two],
          [two, one],
        ] as const);
  if (match[3] === undefined) return nearest(readings, receivedAt);
  const year = Number(match[3].length === 2 ? `20${match[3]}` : match[3]);
  const days = readings.flatMap(([month, day]) => written(year, month, day) ?? []);
  return only(days.length > 1 ? days.filter((day) => isNear(day, receivedAt)) : days);
}

function nextWeekday(text: string, receivedAt: Instant): string | null {
  const name = text.replace(/^(?:the|le|el|on|this|next|ce|este)\s+/, '');
  const weekday = weekdays.findIndex((pattern) => pattern.test(name));
  if (weekday < 0 || /^\p{L}+[\s,]+\d/u.test(name)) return null;
  const today = new Date(receivedAt).getUTCDay();
  return new Date(receivedAt + (((weekday - today + 6) % 7) + 1) * dayMs).toISOString().slice(0, 10);
}

function nearest(readings: readonly (readonly [number, number])[], receivedAt: Instant): string | null {
  const year = new Date(receivedAt).getUTCFullYear();
  const days = readings.flatMap(([month, day]) => [year, year + 1].flatMap((each) => written(each, month, day) ?? []));
  return only(days.filter((day) => isNear(day, receivedAt)));
}

function isNear(day: string, receivedAt: Instant): boolean {
  const ahead = Date.parse(day) - receivedAt;
  return ahead > -2 * dayMs && ahead < nearMs;
}

function only(days: readonly string[]): string | null {
  return days.length === 1 ? days[0]! : null;
}

function written(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 2000;
  return isReal ? date.toISOString().slice(0, 10) : null;
}
