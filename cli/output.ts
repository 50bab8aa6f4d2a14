import colors from 'picocolors';

/** Data goes to standard output, talk to standard error, so that `--json` can be piped. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value));
}

export function say(text: string): void {
  console.error(text);
}

/** Rows in aligned columns under their headings. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(colors.bold(line(headings)));
  for (const row of rows) console.log(line(row));
}

/** Strangers wrote it: nothing in it may move the cursor or colour the screen. */
export function plain(text: string): string {
  return text.replace(/\p{C}/gu, ' ');
}

/** "2026-11-24 09:05 UTC", sortable and the same everywhere. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
