import type Stripe from 'stripe';
import { type Charge, type ChargeOrder, PaymentsUnavailable } from './port';
import { answerOf } from './stripe-failure';

/** How long the page takes money. Its own clock in the chain is shorter and calls it off. */
const daysUntilDue = 30;

/**
 * The page where the holder pays what could not be charged without them: Stripe's hosted invoice. A Checkout Session would end after a day, before
 * some people read their mail; an invoice's page lives until 30 days after it is due. Stripe sends no mail about it: it does not advance by itself.
 */
export function stripePayPage(stripe: Stripe) {
  async function find({ customerId, idempotencyKey }: ChargeOrder): Promise<Stripe.Invoice | undefined> {
    for await (const invoice of stripe.invoices.list({ customer: customerId, limit: 100 })) {
      if (invoice.metadata?.['countersign_key'] === idempotencyKey) return invoice;
    }
    return undefined;
  }

  const draft = ({ customerId, idempotencyKey, currency, description }: ChargeOrder): Promise<Stripe.Invoice> =>
    stripe.invoices.create(
      {
        customer: customerId,
        currency: currency.toLowerCase(),
        collection_method: 'send_invoice',
        days_until_due: daysUntilDue,
        auto_advance: false,
        pending_invoice_items_behavior: 'exclude',
        payment_settings: { payment_method_types: ['card'] },
        description,
        metadata: { countersign_key: idempotencyKey },
      },
      { idempotencyKey: `${idempotencyKey}:invoice` },
    );

  async function finalize({ id, total }: Stripe.Invoice, order: ChargeOrder): Promise<Stripe.Invoice> {
    const { customerId: customer, idempotencyKey, amountMinor: amount, description } = order;
    const item = { customer, invoice: id, amount, currency: order.currency.toLowerCase(), description };
    // An earlier attempt may have come this far.
    if (total === 0) await stripe.invoiceItems.create(item, { idempotencyKey: `${idempotencyKey}:item` });
    const once = { idempotencyKey: `${idempotencyKey}:finalize` };
    return stripe.invoices.finalizeInvoice(id, { auto_advance: false }, once);
  }

  async function open(order: ChargeOrder): Promise<Stripe.Invoice> {
    const invoice = (await find(order)) ?? (await draft(order));
    return invoice.status === 'draft' ? finalize(invoice, order) : invoice;
  }

  const read = async (id: string): Promise<Charge> => stateOf(await answerOf(stripe.invoices.retrieve(id)));

  return {
    owns: (paymentId: string): boolean => paymentId.startsWith('in_'),
    open: async (order: ChargeOrder): Promise<Charge> => stateOf(await answerOf(open(order))),
    state: read,
    async close(id: string): Promise<Charge> {
      const state = await read(id);
      if (state.kind !== 'needs-holder') return state;
      // Refused if the holder paid just now: the next attempt will see it.
      return stateOf(await answerOf(stripe.invoices.voidInvoice(id)));
    },
  };
}

function stateOf({ id, status, hosted_invoice_url: payUrl }: Stripe.Invoice): Charge {
  if (status === 'paid') return { kind: 'charged', paymentId: id };
  if (status === 'void' || status === 'uncollectible') {
    return { kind: 'declined', because: 'The payment was called off.' };
  }
  if (status !== 'open' || !payUrl) throw new PaymentsUnavailable(`Invoice ${id} has no page yet (${status}).`);
  return { kind: 'needs-holder', paymentId: id, payUrl };
}
