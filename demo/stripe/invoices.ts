import type { Account } from './account';
import { readCard } from './cards';
import { inState } from './drafts';
import { type Fields, onlyKnown } from './fields';
import { intents } from './intents';
import type { Invoice, PaymentIntent } from './things';

/** Finished invoices, which the holder pays at a page of their own. They stay open, whatever the date, until they are paid or voided. */
export function invoices(account: Account) {
  const { ledger, url, tell } = account;
  const payments = intents(account);

  /** Finalizing made it. */
  function paymentOf(invoice: Invoice): PaymentIntent {
    const link = ledger.all('invoice_payment').find((link) => link.invoice === invoice.id)!;
    return ledger.get('payment_intent', link.payment.payment_intent);
  }

  function settle(invoice: Invoice, status: 'paid' | 'void'): Invoice {
    const settled = ledger.change(invoice, { status });
    tell(status === 'paid' ? 'invoice.paid' : 'invoice.voided', settled);
    return settled;
  }

  return {
    finalize(fields: Fields, id: string): Invoice {
      onlyKnown(fields, 'auto_advance');
      const refusal = "This invoice is already finalized, you can't re-finalize a non-draft invoice.";
      const draft = inState(ledger.get('invoice', id), 'draft', refusal);
      const open = ledger.change(draft, { status: 'open', hosted_invoice_url: `${url}/i/${id}` });
      // Stripe holds an invoice over nothing for paid.
      if (open.total === 0) return settle(open, 'paid');
      const { total: amount, currency, customer } = open;
      const { id: payment_intent } = payments.open({ amount, currency, customer, description: null, metadata: {} });
      ledger.add('invoice_payment', { invoice: id, payment: { type: 'payment_intent', payment_intent } });
      return open;
    },

    void(fields: Fields, id: string): Invoice {
      onlyKnown(fields);
      const invoice = inState(
        ledger.get('invoice', id),
        'open',
        "You can only pass in open invoices. This invoice isn't open.",
      );
      payments.cancel(paymentOf(invoice));
      return settle(invoice, 'void');
    },

    /** What the holder does at the page, where they also pass the bank's check. @throws Refused, and the page stays open for another card. */
    pay(invoice: Invoice, typed: string): Invoice {
      const method = ledger.add('payment_method', { type: 'card', customer: null, card: readCard(typed) });
      payments.attempt(paymentOf(invoice), method, 'charging');
      return settle(invoice, 'paid');
    },
  };
}
