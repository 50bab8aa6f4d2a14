import { type Listing, statuses } from './listing';

export type Filter = (listing: Listing) => boolean;

export const filterRemedy =
  "Join comparisons by and: City eq 'X', StandardStatus eq 'Active', ListPrice with eq, ge, le, gt or lt and a number. " +
  `A status is one of ${statuses.join(', ')}.`;

const comparison = /^(?:(City|StandardStatus) eq '((?:[^']|'')*)'|ListPrice (eq|ge|le|gt|lt) (\d{1,12}(?:\.\d{1,2})?))/;
const joint = /^ +and +/;

/** Reads `$filter`; undefined when it is anything but the comparisons above. A quote in a text is written twice. */
export function readFilter(text: string): Filter | undefined {
  const parts: Filter[] = [];
  let rest = text.trim();
  for (;;) {
    const found = comparison.exec(rest);
    const part = found && filterOf(found);
    if (!part) return undefined;
    parts.push(part);
    rest = rest.slice(found[0].length);
    if (rest === '') return (listing) => parts.every((holds) => holds(listing));
    const and = joint.exec(rest);
    if (!and) return undefined;
    rest = rest.slice(and[0].length);
  }
}

function filterOf([, field, quoted = '', operator = '', number]: RegExpExecArray): Filter | undefined {
  const text = quoted.replaceAll("''", "'");
  if (field === 'City') return ({ City }) => City === text;
  if (field === 'StandardStatus') {
    const status = statuses.find((each) => each === text);
    return status && (({ StandardStatus }) => StandardStatus === status);
  }
  const limit = Number(number);
  return ({ ListPrice }) => compare(ListPrice, operator, limit);
}

function compare(price: number, operator: string, limit: number): boolean {
  switch (operator) {
    case 'ge':
      return price >= limit;
    case 'le':
      return price <= limit;
    case 'gt':
      return price > limit;
    case 'lt':
      return price < limit;
    default:
      return price === limit;
  }
}
