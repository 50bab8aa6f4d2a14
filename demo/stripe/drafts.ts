import type { Account } from './account';
import { amountIn, currencyIn, type Fields, metadataIn, mustBe, onlyKnown, textIn, textOrNull } from './fields';
import { now } from './ledger';
import { invalid } from './refused';
import type { Invoice, InvoiceItem } from './things';

const known = [
  'customer',
  'currency',
  'collection_method',
  'days_until_due',
  'auto_advance',
  'description',
  'metadata',
];
const alsoKnown = ['pending_invoice_items_behavior', 'payment_settings'];
const daySeconds = 86_400;

/** Invoices while something can still be put on them. */
export function drafts({ ledger }: Account) {
  return {
    create(fields: Fields): Invoice {
      onlyKnown(fields, ...known, ...alsoKnown);
      mustBe(fields, 'collection_method', 'send_invoice');
      return ledger.add('invoice', {
        status: 'draft',
        customer: ledger.get('customer', textIn(fields, 'customer'), 'customer').id,
        currency: currencyIn(fields),
        description: textOrNull(fields, 'description'),
        metadata: metadataIn(fields),
        collection_method: 'send_invoice',
        auto_advance: fields['auto_advance'] === 'true',
        due_date: now() + Number(textIn(fields, 'days_until_due')) * daySeconds,
        total: 0,
        hosted_invoice_url: null,
      });
    },

    addItem(fields: Fields): InvoiceItem {
      onlyKnown(fields, 'customer', 'invoice', 'amount', 'currency', 'description');
      const named = ledger.get('invoice', textIn(fields, 'invoice'), 'invoice');
      const invoice = inState(named, 'draft', 'This invoice is no longer editable.');
      const [customer, amount, currency] = [textIn(fields, 'customer'), amountIn(fields), currencyIn(fields)];
      if (customer !== invoice.customer) throw invalid(undefined, 'The invoice is of another customer.', 'customer');
      if (currency !== invoice.currency) throw invalid(undefined, 'The invoice has another currency.', 'currency');
      ledger.change(invoice, { total: invoice.total + amount });
      const description = textOrNull(fields, 'description');
      return ledger.add('invoiceitem', { customer, invoice: invoice.id, amount, currency, description });
    },
  };
}

/** @throws Refused, with these words, when the invoice is in another state. */
export function inState(invoice: Invoice, status: Invoice['status'], refusal: string): Invoice {
  if (invoice.status === status) return invoice;
  throw invalid('invoice_not_editable', refusal);
}
