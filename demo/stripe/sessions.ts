import type { Account } from './account';
import { readCard, refusalOf } from './cards';
import { addressIn, type Fields, mustBe, onlyKnown, textIn } from './fields';
import { idFor, now } from './ledger';
import { invalid, Refused } from './refused';
import type { Session } from './things';

const daySeconds = 86_400;

/** Checkout Sessions that save a card: each stands before a SetupIntent, which its page confirms. */
export function sessions({ ledger, url, tell }: Account) {
  function close(session: Session): Session {
    ledger.change(ledger.get('setup_intent', session.setup_intent), { status: 'canceled' });
    const expired = ledger.change(session, { status: 'expired', url: null });
    tell('checkout.session.expired', expired);
    return expired;
  }

  return {
    create(fields: Fields): Session {
      onlyKnown(fields, 'mode', 'customer', 'allowed_payment_method_types', 'success_url', 'cancel_url');
      mustBe(fields, 'mode', 'setup');
      const customer = ledger.get('customer', textIn(fields, 'customer'), 'customer').id;
      const success_url = addressIn(fields, 'success_url');
      const cancel_url = fields['cancel_url'] === undefined ? null : addressIn(fields, 'cancel_url');
      const intent = ledger.add('setup_intent', {
        status: 'requires_payment_method',
        customer,
        payment_method: null,
        last_setup_error: null,
      });
      const id = idFor('checkout.session');
      const session: Omit<Session, 'id' | 'object' | 'created' | 'livemode'> = {
        mode: 'setup',
        status: 'open',
        customer,
        setup_intent: intent.id,
        success_url: success_url.replace('{CHECKOUT_SESSION_ID}', id),
        cancel_url,
        expires_at: now() + daySeconds,
        url: `${url}/c/pay/${id}`,
      };
      return ledger.add('checkout.session', session, id);
    },

    /** Its day is looked at when somebody asks: no clock runs for it. */
    get(id: string): Session {
      const session = ledger.get('checkout.session', id);
      return session.status === 'open' && session.expires_at <= now() ? close(session) : session;
    },

    expire(fields: Fields, id: string): Session {
      onlyKnown(fields);
      const session = ledger.get('checkout.session', id);
      if (session.status === 'open') return close(session);
      throw invalid(undefined, `Only Checkout Sessions with a status in ["open"] can be expired.`);
    },

    /** What the holder does at the page, where they also pass the bank's check. A refused card leaves the page open for another. @throws Refused */
    save(session: Session, typed: string): Session {
      const intent = ledger.get('setup_intent', session.setup_intent);
      const card = readCard(typed);
      const refusal = refusalOf(card, 'saving');
      if (refusal !== undefined) {
        ledger.change(intent, { last_setup_error: refusal });
        throw new Refused(402, refusal);
      }
      const { id } = ledger.add('payment_method', { type: 'card', customer: session.customer, card });
      ledger.change(intent, { status: 'succeeded', payment_method: id, last_setup_error: null });
      const complete = ledger.change(session, { status: 'complete', url: null });
      tell('checkout.session.completed', complete);
      return complete;
    },
  };
}
