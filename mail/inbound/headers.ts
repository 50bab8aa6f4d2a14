import { limits } from './limits';

export interface Field {
  /** Lower case, without the blanks some put before the colon. */
  readonly name: string;
  /** Unfolded; bytes above ASCII stand as Latin-1. */
  readonly value: string;
}

export interface HeaderBlock {
  readonly fields: readonly Field[];
  readonly bytes: number;
  /** Where the body begins. */
  readonly bodyStart: number;
  readonly fault: '2-nul' | '2-bare-cr' | '2-odd-header' | null;
}

const fieldStart = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/;
const mboxLine = /^>?From (?![ \t]*:)/;

/** Reads the header block byte by byte as the signature checker does: it ends at the first empty line, and only LF ends a line. */
export function readHeaders(raw: Buffer): HeaderBlock {
  const { end, bodyStart } = headerEnd(raw);
  if (end > limits.headerBytes) return { fields: [], bytes: end, bodyStart, fault: null };
  const text = raw.toString('latin1', 0, end).replace(/\r$/, '');
  const lines = text === '' ? [] : text.split(/\r?\n/);
  if (mboxLine.test(lines[0] ?? '')) lines.shift();
  return { fields: fieldsOf(lines), bytes: end, bodyStart, fault: faultOf(text, lines) };
}

export function valuesOf({ fields }: HeaderBlock, name: string): readonly string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value);
}

export function valueOf(block: HeaderBlock, name: string): string | undefined {
  return valuesOf(block, name)[0];
}

function headerEnd(raw: Buffer): { readonly end: number; readonly bodyStart: number } {
  if (raw[0] === 0x0a) return { end: 0, bodyStart: 1 };
  if (raw[0] === 0x0d && raw[1] === 0x0a) return { end: 0, bodyStart: 2 };
  const ends = [raw.indexOf('\n\n'), raw.indexOf('\n\r\n')].filter((at) => at >= 0);
  if (ends.length === 0) return { end: raw.length, bodyStart: raw.length };
  const end = Math.min(...ends);
  return { end, bodyStart: end + (raw[end + 1] === 0x0a ? 2 : 3) };
}

function fieldsOf(lines: readonly string[]): readonly Field[] {
  const rows: string[][] = [];
  lines.forEach((line, index) => {
    if (rows.length === 0 || startsField(line, lines[index + 1] ?? '')) rows.push([line]);
    else rows[rows.length - 1]!.push(line);
  });
  return rows.map((row) => {
    const line = row.join('');
    const colon = line.indexOf(':');
    return { name: line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
  });
}

/** The colon may follow on a folded line: mail programs read "From" and " : x" as one field. */
function startsField(line: string, next: string): boolean {
  return fieldStart.test(line) || (/^[\x21-\x39\x3b-\x7e]+[ \t]*$/.test(line) && /^[ \t]+:/.test(next));
}

function faultOf(text: string, lines: readonly string[]): HeaderBlock['fault'] {
  if (text.includes('\0')) return '2-nul';
  if (/\r[\x21-\x39\x3b-\x7e]+[ \t]*:/.test(text)) return '2-bare-cr';
  const isOdd = lines.some((line, index) => {
    if (line === '' && index === lines.length - 1) return false;
    if (/^[ \t]/.test(line)) return index === 0 || line.trim() === '';
    return !/^[\x21-\x39\x3b-\x7e]+:/.test(line) || line.includes('\r');
  });
  return isOdd ? '2-odd-header' : null;
}
