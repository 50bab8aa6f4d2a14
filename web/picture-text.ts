/** Text in a picture: how wide it will be, what of it fits, and how it stands in XML. */

export interface Type {
  /** In units of the picture. */
  readonly size: number;
  readonly isBold: boolean;
}

/** Widths in em: those of the widest of the fonts that pages use, since the server does not know which one it will be. */
const narrow = /^[ijl.,:;'|!()[\]]$/;
const slim = /^[frt\s\-/"*]$/;
const wide = /^[mwOQ@%]$/;
const widest = /^[MW]$/;
const upper = /^[\p{Lu}&]$/u;
const square =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\uFF00-\uFF60]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function split(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** An estimate, in units of the picture. */
export function widthOf(text: string, { size, isBold }: Type): number {
  const em = split(text).reduce((sum, each) => sum + emOf(each), 0);
  return em * size * (isBold ? 1.07 : 1);
}

function emOf(grapheme: string): number {
  if (narrow.test(grapheme)) return 0.29;
  if (slim.test(grapheme)) return 0.38;
  if (widest.test(grapheme)) return 1.08;
  if (wide.test(grapheme)) return 0.96;
  if (upper.test(grapheme)) return 0.74;
  return square.test(grapheme) ? 1.1 : 0.62;
}

/** The text in at most so many lines of that width, broken between words; what does not fit ends in an ellipsis. */
export function fit(text: string, width: number, type: Type, lines: number): readonly string[] {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const broken: string[] = [];
  for (const word of words) {
    const longer = broken.length === 0 ? word : `${broken.at(-1)!} ${word}`;
    if (broken.length > 0 && widthOf(longer, type) <= width) broken[broken.length - 1] = longer;
    else broken.push(word);
  }
  const rest = broken.slice(lines - 1).join(' ');
  return [...broken.slice(0, lines - 1), ...(rest === '' ? [] : [rest])].map((line) => cut(line, width, type));
}

function cut(line: string, width: number, type: Type): string {
  if (widthOf(line, type) <= width) return line;
  const kept = [...split(line)];
  while (kept.length > 1 && widthOf(`${kept.join('')}…`, type) > width) kept.pop();
  return `${kept.join('').trimEnd()}…`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and attributes, in HTML as in XML; characters that XML does not know are left out. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (each) => entities[each]!);
}
