import { type Cell, keyOf, type Line, rowsOf, start } from './chain-rows';
import { type Box, boxOf, endBox, type PictureStep } from './picture-box';
import { escaped } from './picture-text';

export type { PictureStep } from './picture-box';

export interface PictureOptions {
  /** Who asks, by name. */
  readonly asker: string;
  /** What stands at the end, in one word. Left out: a key. */
  readonly goal?: string;
  /** Begins every id in the picture, so that a page may show several. */
  readonly name?: string;
  /** For a picture that stands alone: its style sheet. */
  readonly style?: string;
}

/** Units of the picture. Two steps side by side fit on a page of 320 px; more make it wider, and the page scrolls it. */
const loneWidth = 228;
const pairWidth = 121;
const manyWidth = 140;
const laneWidth = 20;
const gapAcross = 12;
const gapDown = 30;
const margin = 2;
/** Around a picture that stands alone. */
const loneEdge = 14;
/** Size of the text, which the picture's width is told in: 1 em of the page is one line's size in the picture. */
const em = 13;

interface Placed extends Box {
  readonly x: number;
  readonly y: number;
}

/**
 * The chain as an SVG: from who asks, down through the steps, to the key; steps that are asked at the same time stand side by side.
 * Every text in it is escaped.
 */
export function chainPicture(
  steps: readonly PictureStep[],
  { asker, goal = 'Key', name = 'chain', style }: PictureOptions,
): string {
  const { rows, lines } = rowsOf(steps);
  const { places, width, height } = placed(rows, steps, asker, endWords(steps, goal));
  const edge = style === undefined ? 0 : loneEdge;
  const full = { width: round(width + 2 * edge), height: round(height + 2 * edge) };
  const isWide = width > 2 * (pairWidth + margin) + gapAcross;
  const states = new Map(steps.map((step) => [keyOf(step.id), step.state]));
  const stateOf = (key: string) => states.get(key) ?? (key === start ? 'done' : stateOfEnd(steps));
  const boxes = rows.flat().filter(({ isLane }) => !isLane);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="${style === undefined ? '' : 'picture '}${isWide ? 'wide' : 'slim'}" role="img" aria-labelledby="${escaped(name)}-title ${escaped(name)}-desc"`,
    ` viewBox="${0 - edge} ${0 - edge} ${full.width} ${full.height}" width="${round(full.width / em)}em" height="${round(full.height / em)}em" fill="currentColor">`,
    `<title id="${escaped(name)}-title">${escaped(`From the request of ${asker} to the ${goal.toLowerCase()}`)}</title>`,
    `<desc id="${escaped(name)}-desc">${escaped(inWords(steps, goal))}</desc>`,
    style === undefined ? '' : `<style>${escaped(style)}</style>`,
    // Those that are passed lie below: where lines meet, the arrow's head is passed only when all of them are.
    ...lines
      .map((line) => ({ line, passed: isPassed(stateOf(line.from)) }))
      .toSorted((a, b) => Number(b.passed) - Number(a.passed))
      .map(({ line, passed }) => drawLine(line, places, passed)),
    ...boxes.map((cell) => drawBox(cell, places.get(cell.key)!, stateOf(cell.key))),
    '</svg>',
  ].join('');
}

function placed(rows: readonly (readonly Cell[])[], steps: readonly PictureStep[], asker: string, end: string) {
  const most = Math.max(...rows.map((row) => row.filter(({ isLane }) => !isLane).length));
  const sideWidth = most > 2 ? manyWidth : pairWidth;
  const sized = rows.map((row) =>
    row.map((cell) => {
      const step = steps.find(({ id }) => id === cell.step);
      if (step) return boxOf(step, row.length === 1 ? loneWidth : sideWidth);
      // Where there is room a lane is as wide as a step, so that the steps above and below it stand in one column.
      if (cell.isLane) return { width: row.length <= most ? sideWidth : laneWidth, height: 0, content: '' };
      return endBox(cell.key === start ? `${asker} asks` : end, loneWidth);
    }),
  );
  const widths = sized.map((row) => row.reduce((sum, { width }) => sum + width, (row.length - 1) * gapAcross));
  const width = Math.max(...widths) + 2 * margin;
  const places = new Map<string, Placed>();
  let y = margin;
  rows.forEach((row, index) => {
    const boxes = sized[index]!;
    const height = Math.max(...boxes.map((box) => box.height));
    let x = (width - widths[index]!) / 2;
    row.forEach(({ key }, column) => {
      places.set(key, { ...boxes[column]!, height, x: round(x), y: round(y) });
      x += boxes[column]!.width + gapAcross;
    });
    y += height + gapDown;
  });
  return { places, width, height: round(y - gapDown + margin) };
}

function drawBox({ key, step }: Cell, { x, y, width, height, content }: Placed, state: string): string {
  const kind = step === null ? `end ${state}` : `box ${state}`;
  const corner = step === null ? height / 2 : 8;
  const dashes = state === 'exempt' ? ' stroke-dasharray="5 4"' : '';
  const weight = state === 'current' ? 2.5 : 1.25;
  return (
    `<g class="${kind}" data-key="${escaped(key)}" transform="translate(${x} ${y})">` +
    `<rect width="${width}" height="${height}" rx="${corner}" fill="none" stroke="currentColor" stroke-width="${weight}"${dashes}/>` +
    `${content}</g>`
  );
}

/** A curve down through its lanes, and the arrow's head. */
function drawLine({ from, to, lanes }: Line, places: ReadonlyMap<string, Placed>, passed: boolean): string {
  const head = 7;
  const way = [...lanes, to].map((key) => places.get(key)!);
  const first = places.get(from)!;
  let path = `M${middle(first)} ${round(first.y + first.height)}`;
  let at = { x: middle(first), y: first.y + first.height };
  way.forEach((place, index) => {
    const isLast = index === way.length - 1;
    const [x, y] = [middle(place), isLast ? place.y - head : place.y];
    const half = round((at.y + y) / 2);
    path += `C${at.x} ${half} ${x} ${half} ${x} ${round(y)}`;
    if (!isLast) path += `V${round(place.y + place.height)}`;
    at = { x, y: place.y + place.height };
  });
  const tip = places.get(to)!;
  const x = middle(tip);
  return (
    `<g class="line${passed ? ' passed' : ''}" data-from="${escaped(from)}" data-to="${escaped(to)}">` +
    `<path d="${path}" fill="none" stroke="currentColor" stroke-width="1.5"/>` +
    `<path class="head" d="M${x} ${round(tip.y - 1)}l-4.5-8h9z"/></g>`
  );
}

function middle({ x, width }: Placed): number {
  return round(x + width / 2);
}

function round(units: number): number {
  return Math.round(units * 10) / 10;
}

function isPassed(state: string): boolean {
  return state === 'done' || state === 'exempt';
}

function stateOfEnd(steps: readonly PictureStep[]): 'done' | 'later' | 'not-reached' {
  if (steps.every(({ state }) => isPassed(state))) return 'done';
  return steps.some(({ state }) => state === 'current' || state === 'later') ? 'later' : 'not-reached';
}

function endWords(steps: readonly PictureStep[], goal: string): string {
  return stateOfEnd(steps) === 'not-reached' ? `No ${goal.toLowerCase()}` : goal;
}

/** The picture for who cannot see it. */
function inWords(steps: readonly PictureStep[], goal: string): string {
  const sentences = steps.map(({ title, words, afterWords, because, quorum, people, state }, index) => {
    const acts = state === 'exempt' ? '' : people.map((each) => `${each.name} ${each.words}`).join('; ');
    const parts = [`Step ${index + 1}, ${title}: ${words}.`, afterWords, because, quorum, acts && `${acts}.`];
    return parts.filter((part) => part !== '').join(' ');
  });
  return [...sentences, `At the end: ${endWords(steps, goal)}.`].join(' ');
}
