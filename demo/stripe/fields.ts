import { invalid } from './refused';

/** A form as Stripe's client sends it: `metadata[key]=…` is nested, `expand[0]=…` is a list. */
export interface Fields {
  readonly [name: string]: string | Fields | undefined;
}

type Growing = { [name: string]: string | Growing | undefined };

export function fieldsOf(form: URLSearchParams): Fields {
  const fields: Growing = {};
  for (const [name, value] of form) {
    const path = name.match(/[^[\]]+/g) ?? [];
    const last = path.pop();
    if (last === undefined || [...path, last].includes('__proto__')) continue;
    let at = fields;
    for (const step of path) {
      const inner = at[step];
      at = at[step] = typeof inner === 'object' ? inner : {};
    }
    at[last] = value;
  }
  return fields;
}

/** Stripe refuses what it does not know. So does this, which knows only what Countersign sends: whatever else is wanted is added where it is read. */
export function onlyKnown(fields: Fields, ...known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => name !== 'expand' && !known.includes(name));
  if (unknown !== undefined) throw invalid('parameter_unknown', `Received unknown parameter: ${unknown}`, unknown);
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid('parameter_missing', `Missing required param: ${name}.`, name);
}

/** Stripe, too, takes an empty text for none. */
export const textOrNull = (fields: Fields, name: string): string | null =>
  fields[name] === undefined || fields[name] === '' ? null : textIn(fields, name);

/** @throws unless the field says exactly that: the rest of what Stripe can do is not played here. */
export function mustBe(fields: Fields, name: string, wanted: string): void {
  if (textIn(fields, name) === wanted) return;
  throw invalid('parameter_invalid', `This stand-in knows ${name}=${wanted} only.`, name);
}

export function amountIn(fields: Fields): number {
  const text = textIn(fields, 'amount');
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw invalid('parameter_invalid_integer', `Invalid integer: ${text}`, 'amount');
}

export function currencyIn(fields: Fields): string {
  const currency = textIn(fields, 'currency');
  if (/^[a-z]{3}$/.test(currency)) return currency;
  throw invalid('parameter_invalid', `Invalid currency: ${currency}.`, 'currency');
}

export function addressIn(fields: Fields, name: string): string {
  const text = textIn(fields, name);
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw invalid('url_invalid', 'Not a valid URL', name);
}

export const listIn = (fields: Fields, name: string): readonly string[] =>
  Object.values((fields[name] as Fields | undefined) ?? {}).filter((value) => typeof value === 'string');

export function metadataIn(fields: Fields): Readonly<Record<string, string>> {
  return { ...(fields['metadata'] as Readonly<Record<string, string>> | undefined) };
}
