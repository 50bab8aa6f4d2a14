import type { Account } from './account';
import { type Fields, metadataIn, onlyKnown, textOrNull } from './fields';
import { invalid } from './refused';
import type { Customer, PaymentMethod } from './things';

export function customers({ ledger }: Account) {
  return {
    create(fields: Fields): Customer {
      onlyKnown(fields, 'name', 'email', 'metadata');
      const [name, email] = [textOrNull(fields, 'name'), textOrNull(fields, 'email')];
      return ledger.add('customer', { name, email, metadata: metadataIn(fields) });
    },

    detach(fields: Fields, id: string): PaymentMethod {
      onlyKnown(fields);
      const method = ledger.get('payment_method', id);
      if (method.customer !== null) return ledger.change(method, { customer: null });
      const message = 'The payment method you provided is not attached to a customer so detachment is impossible.';
      throw invalid(undefined, message);
    },
  };
}
