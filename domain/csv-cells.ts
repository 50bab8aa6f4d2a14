/** What a spreadsheet takes for a formula, full-width forms included. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet computes: with an apostrophe before what would be a formula. */
export function armoured(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** What `armoured` was given. */
export function unarmoured(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
