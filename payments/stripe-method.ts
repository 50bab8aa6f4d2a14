import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { type Payments, PaymentsUnavailable, type Saved } from './port';
import { answerOf } from './stripe-failure';

type Methods = Pick<Payments, 'saveMethod' | 'methodSaved' | 'release'>;

/** Cards saved on Stripe's own page: a Checkout Session without a payment. Its id is the `setupId`; it stays open for a day. */
export function stripeMethods(stripe: Stripe): Methods {
  return {
    async saveMethod({ developerId, name, email }, returnUrl) {
      const idempotencyKey = `customer:${digestOf([developerId, name, email])}`;
      const metadata = { countersign_developer: developerId };
      const customer = await answerOf(stripe.customers.create({ name, email, metadata }, { idempotencyKey }));
      const session = await answerOf(
        stripe.checkout.sessions.create({
          mode: 'setup',
          customer: customer.id,
          // Cards only: they answer at once, and a charge without the holder must.
          allowed_payment_method_types: ['card'],
          success_url: returnUrl,
          cancel_url: returnUrl,
        }),
      );
      if (session.url === null) throw new PaymentsUnavailable(`Stripe opened no page for ${session.id}.`);
      return { kind: 'go-to', url: session.url, setupId: session.id };
    },

    async methodSaved(setupId) {
      const expand = ['setup_intent.payment_method'];
      return savedBy(await answerOf(stripe.checkout.sessions.retrieve(setupId, { expand })));
    },

    async release({ customerId, methodId }) {
      const method = await answerOf(stripe.paymentMethods.retrieve(methodId));
      // Detached before: Stripe would refuse to do it again.
      if (idOf(method.customer) !== customerId) return;
      await answerOf(stripe.paymentMethods.detach(methodId));
    },
  };
}

function savedBy(session: Stripe.Checkout.Session): Saved {
  if (session.status === 'expired') return { kind: 'failed', because: 'The page for the card was not used in time.' };
  const intent = session.setup_intent;
  if (session.status !== 'complete' || intent === null || typeof intent === 'string') return { kind: 'open' };
  if (intent.status === 'processing') return { kind: 'open' };
  const method = intent.payment_method;
  const customerId = idOf(intent.customer);
  if (intent.status !== 'succeeded' || method === null || typeof method === 'string' || customerId === undefined) {
    return { kind: 'failed', because: intent.last_setup_error?.message ?? 'The card could not be saved.' };
  }
  return { kind: 'saved', customerId, methodId: method.id, label: labelOf(method.card) };
}

const brands: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

const labelOf = (card: Stripe.PaymentMethod.Card | null | undefined): string =>
  card ? `${brands[card.brand] ?? 'Card'} ending ${card.last4}` : 'Card';

const idOf = (reference: string | { readonly id: string } | null): string | undefined =>
  typeof reference === 'string' ? reference : reference?.id;

const digestOf = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
