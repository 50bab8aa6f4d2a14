import type { Account } from './account';
import { type Body, expanded, listOf } from './answer';
import { customers } from './customers';
import { drafts } from './drafts';
import type { Fields } from './fields';
import { intents } from './intents';
import { invoices } from './invoices';
import { Refused } from './refused';
import type { sessions } from './sessions';

export type Method = 'GET' | 'POST';
type Serve = (fields: Fields, id: string) => object;

/** The calls that Countersign makes, and what else of Stripe costs nothing to have. @throws Refused */
export type Api = (method: Method, path: string, fields: Fields) => Body;

export function createApi(account: Account, checkout: ReturnType<typeof sessions>): Api {
  const { ledger } = account;
  const [people, payments] = [customers(account), intents(account)];
  const [unfinished, bills] = [drafts(account), invoices(account)];

  const list =
    (kind: 'payment_intent' | 'invoice', path: string): Serve =>
    (fields) =>
      listOf(
        path,
        ledger.all(kind).filter(({ customer }) => customer === (fields['customer'] ?? customer)),
        fields,
      );

  const routes: { readonly [call: string]: Serve } = {
    'POST /v1/customers': people.create,
    'GET /v1/customers/:id': (_, id) => ledger.get('customer', id),
    'POST /v1/checkout/sessions': checkout.create,
    'GET /v1/checkout/sessions/:id': (_, id) => checkout.get(id),
    'POST /v1/checkout/sessions/:id/expire': checkout.expire,
    'GET /v1/setup_intents/:id': (_, id) => ledger.get('setup_intent', id),
    'GET /v1/payment_methods/:id': (_, id) => ledger.get('payment_method', id),
    'POST /v1/payment_methods/:id/detach': people.detach,
    'GET /v1/payment_intents': list('payment_intent', '/v1/payment_intents'),
    'POST /v1/payment_intents': payments.create,
    'GET /v1/payment_intents/:id': (_, id) => ledger.get('payment_intent', id),
    'GET /v1/invoices': list('invoice', '/v1/invoices'),
    'POST /v1/invoices': unfinished.create,
    'GET /v1/invoices/:id': (_, id) => ledger.get('invoice', id),
    'POST /v1/invoices/:id/finalize': bills.finalize,
    'POST /v1/invoices/:id/void': bills.void,
    'POST /v1/invoiceitems': unfinished.addItem,
  };

  const patterns = Object.entries(routes).map(
    ([call, serve]) => [new RegExp(`^${call.replace(':id', '([^/]+)')}$`), serve] as const,
  );
  return (method, path, fields) => {
    for (const [pattern, serve] of patterns) {
      const found = pattern.exec(`${method} ${path}`);
      if (found) return expanded(ledger, serve(fields, found[1] ?? '') as Body, fields);
    }
    const message = `Unrecognized request URL (${method}: ${path}).`;
    throw new Refused(404, { type: 'invalid_request_error', message });
  };
}
