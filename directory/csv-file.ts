import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { armoured, unarmoured } from '../domain/csv-cells';
import { type FileFault, type Kind, kinds, type Path, type Place, type ReadSource } from './file-fault';

/** The text of each file, by kind: mlses.csv is `mlses`. */
export type CsvFiles = { readonly [K in Kind]?: string | undefined };

type Row = Readonly<Record<string, unknown>>;

/** A record with the line it begins in. */
interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

interface Sheet {
  readonly columns: readonly string[];
  readonly lines: readonly Line[];
}

export const csvColumns: Readonly<Record<Kind, readonly string[]>> = {
  mlses: ['id', 'name', 'state', 'timeZone', 'closedDays', 'directContact'],
  approvers: ['mlsId', 'id', 'name', 'email', 'title'],
  plans: [
    'mlsId',
    'id',
    'name',
    'description',
    'role',
    'keyKind',
    'keyHolders',
    'priceMinor',
    'currency',
    'termsVersion',
    'terms',
    'chain',
  ],
  members: ['mlsId', 'userName', 'kind', 'name', 'standing'],
};
const lists: ReadonlySet<string> = new Set(['closedDays', 'keyHolders']);
const chains: ReadonlySet<string> = new Set(['chain', 'directContact']);
/** Columns that a file may do without. */
const spare: ReadonlySet<string> = new Set(['closedDays', 'directContact', 'standing']);
const deepestJson = 40;

/** Reads one file for each kind, any of which may be left out. The first line names the columns. */
export function readCsv(files: CsvFiles): ReadSource {
  const faults: FileFault[] = [];
  const sheets = new Map<Kind, Sheet>();
  const rows = (kind: Kind): readonly Row[] => {
    const sheet = readSheet(kind, files[kind] ?? '', faults);
    if (!sheet) return [];
    sheets.set(kind, sheet);
    return sheet.lines.map((line) => rowOf(kind, sheet.columns, line, faults));
  };
  const content = Object.fromEntries(kinds.map((kind) => [kind, rows(kind)])) as Record<Kind, readonly Row[]>;
  if (faults.length > 0) return { kind: 'faulty', faults };
  return { kind: 'read', source: { content, place: (path) => placeOf(sheets, path) } };
}

/** The files for `readCsv`, with a mark for spreadsheets that they are UTF-8. */
export function writeCsv(content: Readonly<Record<Kind, readonly object[]>>): Record<Kind, string> {
  const write = (kind: Kind) => {
    const columns = csvColumns[kind];
    const records = content[kind].map((entry) => columns.map((column) => armoured(cellOf((entry as Row)[column]))));
    return stringify([columns, ...records], { bom: true });
  };
  return Object.fromEntries(kinds.map((kind) => [kind, write(kind)])) as Record<Kind, string>;
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(';') : JSON.stringify(value);
}

function readSheet(kind: Kind, text: string, faults: FileFault[]): Sheet | undefined {
  const [header, ...lines] = linesOf(kind, text, faults);
  if (!header) return undefined;
  const columns = header.cells.map((cell) => cell.trim());
  const known = csvColumns[kind];
  const complain = (column: string, problem: string) =>
    faults.push({
      file: `${kind}.csv`,
      line: header.line,
      column,
      path: '',
      problem,
      remedy: `Name the columns in the first line, separated by commas: ${known.join(',')}.`,
    });
  const before = faults.length;
  columns.forEach((column, index) => {
    if (!known.includes(column)) complain(column, `Nothing is called "${column}" here.`);
    else if (columns.indexOf(column) !== index) complain(column, 'It stands there twice.');
  });
  for (const column of known) {
    if (!columns.includes(column) && !spare.has(column)) complain(column, 'It is missing.');
  }
  return faults.length > before ? undefined : { columns, lines };
}

function linesOf(kind: Kind, text: string, faults: FileFault[]): readonly Line[] {
  const options = { bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] };
  try {
    let next = 1;
    return parse(text, options).flatMap((cells) => {
      const line = next;
      next += 1 + lineEndsIn(cells);
      return cells.length === 1 && cells[0] === '' ? [] : [{ cells, line }];
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1;
    const remedy = 'Put a cell with a quote, comma or line end in quotes, write a quote inside it twice, and close it.';
    const column = typeof cause['column'] === 'number' ? cause['column'] + 1 : 1;
    faults.push({ file: `${kind}.csv`, line, column, path: '', problem: `${cause.message}.`, remedy });
    return [];
  }
}

function rowOf(kind: Kind, columns: readonly string[], { cells, line: first }: Line, faults: FileFault[]): Row {
  const complain = (column: string, problem: string, remedy: string) => {
    const line = first + lineEndsIn(cells.slice(0, columns.indexOf(column)));
    faults.push({ file: `${kind}.csv`, line, column, path: '', problem, remedy });
  };
  if (cells.length > columns.length) {
    complain(columns.at(-1)!, 'More cells follow than there are columns.', 'Put a cell with commas in quotes.');
  }
  const filled = columns.flatMap((column, index) => {
    const cell = unarmoured(cells[index] ?? '');
    // An empty cell says nothing; an empty list is a list.
    if (cell.trim() === '') return lists.has(column) ? [[column, []] as const] : [];
    return [[column, chains.has(column) ? chainOf(column, cell, complain) : valueOf(column, cell)] as const];
  });
  return Object.fromEntries(filled);
}

function valueOf(column: string, cell: string): unknown {
  if (lists.has(column)) return cell.split(';').map((each) => each.trim());
  return column === 'priceMinor' && /^\d{1,15}$/.test(cell.trim()) ? Number(cell) : cell;
}

function chainOf(
  column: string,
  cell: string,
  complain: (column: string, problem: string, remedy: string) => void,
): unknown {
  if (isTooDeep(cell)) complain(column, 'It is nested too deep.', `Nest at most ${deepestJson} levels.`);
  else {
    try {
      return JSON.parse(cell);
    } catch (cause) {
      complain(column, `It is not JSON: ${(cause as Error).message}.`, 'Write the chain as JSON, in quotes.');
    }
  }
  return undefined;
}

/** Brackets inside texts count too, which no chain has that many of. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const bracket of json.match(/[[{\]}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > deepestJson) return true;
  }
  return false;
}

function placeOf(sheets: ReadonlyMap<Kind, Sheet>, [kind, index, name]: Path): Place {
  const { columns, lines } = sheets.get(kind as Kind)!;
  const { cells, line } = lines[index as number]!;
  const at = columns.indexOf(String(name));
  const column = columns[at] ?? String(name ?? columns[0]);
  return { file: `${kind}.csv`, line: line + lineEndsIn(cells.slice(0, Math.max(at, 0))), column };
}

function lineEndsIn(cells: readonly string[]): number {
  return cells.join('').split('\n').length - 1;
}
