import { type Answer, type Fields, listOf, type Local, ok, refusal, type Serve } from './stand-in-http';

interface Invoice {
  readonly id: string;
  readonly customer: unknown;
  readonly currency: unknown;
  readonly metadata: unknown;
  status: 'draft' | 'open' | 'paid' | 'void';
  total: number;
}

const path = '/v1/invoices';
const pageOf = (id: string): string => `https://invoice.example/i/${id}`;

/** Invoices with a page. localstripe has them for subscriptions only; the payment of one is localstripe's. */
export function invoices(local: Local) {
  const all = new Map<string, Invoice>();
  const view = (invoice: Invoice) => ({
    ...invoice,
    object: 'invoice',
    hosted_invoice_url: invoice.status === 'draft' ? null : pageOf(invoice.id),
  });

  function create({ customer, currency, metadata }: Fields): Answer {
    const invoice: Invoice = { id: `in_${all.size + 1}`, customer, currency, metadata, status: 'draft', total: 0 };
    all.set(invoice.id, invoice);
    return ok(view(invoice));
  }

  function turn(invoice: Invoice, from: Invoice['status'], to: Invoice['status']): Answer {
    if (invoice.status !== from) {
      return refusal(400, 'invalid_request_error', { message: `The invoice is ${invoice.status}.` });
    }
    invoice.status = to;
    return ok(view(invoice));
  }

  const serve: Serve = async (method, asked, fields) => {
    if (asked === path && method === 'POST') return create(fields);
    if (asked === path) {
      const theirs = [...all.values()].filter(({ customer }) => customer === fields['customer']);
      return listOf(path, theirs.map(view));
    }
    if (asked === '/v1/invoiceitems') {
      all.get(fields['invoice'] as string)!.total += Number(fields['amount']);
      return ok({ object: 'invoiceitem' });
    }
    const [, id = '', act] = /^\/v1\/invoices\/(\w+)(?:\/(finalize|void))?$/.exec(asked) ?? [];
    const invoice = all.get(id);
    if (invoice === undefined) return undefined;
    if (act === undefined) return ok(view(invoice));
    return act === 'finalize' ? turn(invoice, 'draft', 'open') : turn(invoice, 'open', 'void');
  };

  return {
    serve,
    async pay(payUrl: string): Promise<void> {
      const invoice = [...all.values()].find(({ id, status }) => status === 'open' && pageOf(id) === payUrl);
      if (invoice === undefined) throw new Error(`Nothing can be paid at ${payUrl}`);
      const { total: amount, currency } = invoice;
      await local('POST', '/v1/payment_intents', { amount, currency, payment_method: 'pm_card_visa', confirm: true });
      invoice.status = 'paid';
    },
  };
}
