import type { Form } from './bodies';
import { readReason } from './forms';
import { anyOrder, type OrderName } from './orders';
import type { FieldError } from './problem';

export type ReadOrder =
  { readonly kind: 'fit'; readonly body: unknown } | { readonly kind: 'unfit'; readonly error: FieldError };

/** An order as the console's form sends it, or the first thing that is wrong with it. */
export function readOrder(name: OrderName, form: Form): ReadOrder {
  const { chainVersion, ...fields } = form;
  const asksReason = name !== 'confirmOverride' && !(name === 'review' && form['verdict'] === 'approve');
  if (asksReason) {
    const reason = readReason(form);
    if (typeof reason !== 'string') return { kind: 'unfit', error: reason };
  }
  const body = { ...fields, ...(chainVersion === undefined ? {} : { chainVersion: Number(chainVersion) }) };
  const parsed = anyOrder[name].body.safeParse(body);
  if (parsed.success) return { kind: 'fit', body: parsed.data };
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  return { kind: 'unfit', error: missing[field] ?? unfit(field) };
}

const missing: Readonly<Record<string, FieldError>> = {
  approverId: { field: 'approverId', problem: 'Nobody is chosen.', remedy: 'Choose who gets the mail.' },
  fromId: { field: 'fromId', problem: 'Nobody is chosen.', remedy: 'Choose whose place it is.' },
  toId: { field: 'toId', problem: 'Nobody is chosen.', remedy: 'Choose who is asked instead.' },
};

function unfit(field: string): FieldError {
  return { field, problem: 'This form is not complete.', remedy: 'Load the page again and send it from there.' };
}
