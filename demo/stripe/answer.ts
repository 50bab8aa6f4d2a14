import type { Ledger } from './ledger';
import { type Fields, listIn, textOrNull } from './fields';
import { invalid } from './refused';
import type { AnyThing } from './things';

/** An answer before it is written out as JSON. */
export type Body = { readonly [field: string]: unknown };

/** Newest first, a page at a time; the last id of one page asks for the next. */
export function listOf(path: string, oldestFirst: readonly AnyThing[], fields: Fields): Body {
  const limit = Number(textOrNull(fields, 'limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) throw invalid('parameter_invalid_integer', `Invalid limit: ${limit}`, 'limit');
  const things = oldestFirst.toReversed();
  const after = textOrNull(fields, 'starting_after');
  const from = after === null ? 0 : things.findIndex(({ id }) => id === after) + 1;
  const data = things.slice(from, from + limit);
  return { object: 'list', url: path, has_more: from + limit < things.length, data };
}

/** Puts the things themselves where their ids stand: `expand[]=setup_intent.payment_method`. */
export function expanded(ledger: Ledger, thing: Body, fields: Fields): Body {
  return listIn(fields, 'expand').reduce((body, path) => expand(ledger, body, path.split('.')), thing);
}

function expand(ledger: Ledger, body: Body, [field = '', ...deeper]: readonly string[]): Body {
  const named = body[field];
  if (!(field in body)) throw invalid(undefined, `This property cannot be expanded (${field}).`, 'expand');
  const thing = (typeof named === 'string' ? ledger.find(named) : named) as Body | null | undefined;
  if (thing === null || thing === undefined) return body;
  return { ...body, [field]: deeper.length === 0 ? thing : expand(ledger, thing, deeper) };
}
