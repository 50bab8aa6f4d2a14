import type { Instant } from '../domain/instant';
import { type Lane, lanesOf, type Life, lastOf, type Span } from './grant-spans';
import { moment } from './moments';
import type { Markup } from './terms';
import { escaped } from './picture-text';

/** Units of the picture; the page scrolls it where there is less room. */
const width = 500;
const left = 84;
const right = 12;
const laneHeight = 26;
const top = 24;
const bottom = 22;
/** Size of the text, in which the picture's width is told. */
const em = 13;

/** A grant's life from left to right as an SVG. Every text in it is escaped. */
export function grantPicture(file: Life, timeZone: string): Markup {
  const lanes = lanesOf(file);
  const height = top + lanes.length * laneHeight + bottom;
  const from = file.grant.beganAt;
  const to = Math.max(lastOf(file), from + 1);
  const across = (at: Instant) =>
    round(left + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (width - left - right));
  const day = (at: Instant) => moment(at, timeZone).text.replace(/,[^,]*$/, '');
  const now = across(file.at);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="wide life" role="img" aria-labelledby="life-title life-desc" viewBox="0 0 ${width} ${height}" width="${round(width / em)}em" height="${round(height / em)}em" fill="currentColor">`,
    `<title id="life-title">From ${escaped(day(from))} to ${escaped(day(to))}</title>`,
    `<desc id="life-desc">${escaped(inWords(lanes, day))}</desc>`,
    ...lanes.map((lane, index) => drawLane(lane, top + index * laneHeight, across)),
    `<g class="now"><path d="M${now} ${top - 6}V${height - bottom}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3 3"/>`,
    text('Today', now, top - 10, now > width - 60 ? 'end' : 'middle'),
    '</g>',
    text(day(from), left, height - 6, 'start', 'soft'),
    text(day(to), width - right, height - 6, 'end', 'soft'),
    '</svg>',
  ].join('');
  return { toHTML: () => svg };
}

function drawLane({ title, spans }: Lane, y: number, across: (at: Instant) => number): string {
  const bars = spans.map((span) => {
    const x = across(span.from);
    const length = Math.max(2, round(across(span.to) - x));
    const dashes = span.kind === 'grace' || span.kind === 'transition' ? ' stroke-dasharray="4 3"' : '';
    return `<rect class="${span.kind}" x="${x}" y="${y + 4}" width="${length}" height="${laneHeight - 10}" rx="3" stroke-width="1.25"${dashes}/>`;
  });
  return `<g>${text(title, 0, y + 17, 'start')}${bars.join('')}</g>`;
}

function text(words: string, x: number, y: number, anchor: string, kind = 'label'): string {
  return `<text class="${kind}" x="${x}" y="${y}" font-size="12" text-anchor="${anchor}">${escaped(words)}</text>`;
}

const spanWords: Readonly<Record<Span['kind'], string>> = {
  term: 'granted',
  grace: 'days of grace',
  suspended: 'suspended',
  transition: 'in transition',
  key: 'works',
};

/** The picture for who cannot see it. */
function inWords(lanes: readonly Lane[], day: (at: Instant) => string): string {
  return lanes
    .flatMap(({ title, spans }) =>
      spans.map(({ kind, from, to }) => `${title}: ${spanWords[kind]} from ${day(from)} to ${day(to)}.`),
    )
    .join(' ');
}

function round(units: number): number {
  return Math.round(units * 10) / 10;
}
