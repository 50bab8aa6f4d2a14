import type { Account } from './account';
import { refusalOf } from './cards';
import { amountIn, currencyIn, type Fields, metadataIn, mustBe, onlyKnown, textIn, textOrNull } from './fields';
import { newId } from './ledger';
import { invalid, Refused } from './refused';
import type { PaymentIntent, PaymentMethod } from './things';

const known = ['amount', 'currency', 'customer', 'payment_method', 'allowed_payment_method_types', 'confirm'];
const wordsToo = ['off_session', 'description', 'metadata'];

/** PaymentIntents, each with the one attempt that its confirmation is. */
export function intents({ ledger, tell }: Account) {
  /** A payment that nothing was tried for yet. */
  const open = (due: Pick<PaymentIntent, 'amount' | 'currency' | 'customer' | 'description' | 'metadata'>) =>
    ledger.add('payment_intent', {
      ...due,
      status: 'requires_payment_method',
      amount_received: 0,
      payment_method: null,
      latest_charge: null,
      last_payment_error: null,
    });

  /** Without its holder, a card that needs them is declined: Stripe does not wait for the bank's check. */
  function attempt(intent: PaymentIntent, method: PaymentMethod, moment: 'charging' | 'alone'): PaymentIntent {
    const refusal = refusalOf(method.card, moment);
    if (refusal === undefined) {
      const paid = { payment_method: method.id, amount_received: intent.amount, last_payment_error: null };
      const succeeded = ledger.change(intent, { status: 'succeeded', latest_charge: newId('ch'), ...paid });
      tell('payment_intent.succeeded', succeeded);
      return succeeded;
    }
    const last_payment_error = { ...refusal, payment_method: method };
    const failed = ledger.change(intent, { last_payment_error, latest_charge: newId('ch') });
    tell('payment_intent.payment_failed', failed);
    throw new Refused(402, { ...last_payment_error, payment_intent: failed });
  }

  /** A card of the customer's. What is not, be it detached or another's, is a parameter that will not do. */
  function methodOf(customer: string, id: string): PaymentMethod {
    const method = ledger.get('payment_method', id, 'payment_method');
    if (method.customer === customer) return method;
    const message = `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`;
    throw invalid('resource_missing', message, 'payment_method');
  }

  return {
    attempt,
    open,

    create(fields: Fields): PaymentIntent {
      onlyKnown(fields, ...known, ...wordsToo);
      mustBe(fields, 'confirm', 'true');
      mustBe(fields, 'off_session', 'true');
      const customer = ledger.get('customer', textIn(fields, 'customer'), 'customer').id;
      const method = methodOf(customer, textIn(fields, 'payment_method'));
      const [amount, currency] = [amountIn(fields), currencyIn(fields)];
      const words = { description: textOrNull(fields, 'description'), metadata: metadataIn(fields) };
      return attempt(open({ amount, currency, customer, ...words }), method, 'alone');
    },

    cancel(intent: PaymentIntent): PaymentIntent {
      const canceled = ledger.change(intent, { status: 'canceled' });
      tell('payment_intent.canceled', canceled);
      return canceled;
    },
  };
}
