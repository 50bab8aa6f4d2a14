import type { Difference, FieldDifference, Named } from '../directory/difference';

const words = { mlses: 'MLS', approvers: 'approver', plans: 'plan', members: 'member' } as const;
const widest = 60;
const context = 20;
const leftShown = 10;

/** What an import would do, for a terminal. */
export function differenceLines({ added, changed, left }: Difference): readonly string[] {
  const more = left.length > leftShown ? [`    and ${left.length - leftShown} more`] : [];
  return [
    ...added.map((each) => `+ ${nameOf(each)}`),
    ...changed.flatMap(({ fields, ...each }) => [`~ ${nameOf(each)}`, ...fields.map(fieldLine)]),
    ...(left.length > 0 ? ['  Not in the file, left as they are:'] : []),
    ...left.slice(0, leftShown).map((each) => `    ${nameOf(each)}`),
    ...more,
  ];
}

function nameOf({ kind, id, name }: Named): string {
  return `${words[kind]} ${id} (${name})`;
}

function fieldLine({ field, before, after }: FieldDifference): string {
  const from = firstDifference(before ?? '', after ?? '');
  return `    ${field}: ${excerpt(before, from)} -> ${excerpt(after, from)}`;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** A line of a text: of a long one what stands around the first difference. */
function excerpt(text: string | null, from: number): string {
  if (text === null) return '(none)';
  const begin = text.length <= widest || from < widest - context ? 0 : from - context;
  const part = text.slice(begin, begin + widest).replace(/\s+/g, ' ');
  return `${begin > 0 ? '…' : ''}${part}${begin + widest < text.length ? '…' : ''}`;
}
