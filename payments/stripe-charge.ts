import type Stripe from 'stripe';
import { type Charge, type ChargeOrder, PaymentKeyReused, type Payments, PaymentsUnavailable } from './port';
import { answerOf, judgeFailure, StripeCardError, StripeInvalidRequestError } from './stripe-failure';
import { stripePayPage } from './stripe-pay-page';

type Charges = Pick<Payments, 'charge' | 'chargeState' | 'callOff'>;

/**
 * Charges a saved card. A `paymentId` is a PaymentIntent's, or, once the holder must act, that of the invoice they pay instead.
 * Stripe forgets idempotency keys after a day and a chain may be retried for longer, so the key also stands on what it made and is looked for first.
 */
export function stripeCharges(stripe: Stripe): Charges {
  const payPage = stripePayPage(stripe);

  async function findIntent(order: ChargeOrder): Promise<Stripe.PaymentIntent | undefined> {
    for await (const intent of stripe.paymentIntents.list({ customer: order.customerId, limit: 100 })) {
      if (intent.metadata['countersign_key'] === order.idempotencyKey) return sameCharge(intent, order);
    }
    return undefined;
  }

  async function createIntent(order: ChargeOrder): Promise<Stripe.PaymentIntent | Charge> {
    try {
      return await stripe.paymentIntents.create(
        {
          amount: order.amountMinor,
          currency: order.currency.toLowerCase(),
          customer: order.customerId,
          payment_method: order.methodId,
          allowed_payment_method_types: ['card'],
          confirm: true,
          off_session: true,
          description: order.description,
          metadata: { countersign_key: order.idempotencyKey },
        },
        { idempotencyKey: order.idempotencyKey },
      );
    } catch (error) {
      return refusedIntent(error);
    }
  }

  return {
    async charge(order) {
      if (!Number.isSafeInteger(order.amountMinor) || order.amountMinor < 1) {
        throw new RangeError(`${order.amountMinor} is no amount in minor units.`);
      }
      const made = (await answerOf(findIntent(order))) ?? (await createIntent(order));
      if ('kind' in made) return made;
      return waitsForHolder(made) ? payPage.open(order) : stateOf(made);
    },

    chargeState: async (paymentId) =>
      payPage.owns(paymentId)
        ? payPage.state(paymentId)
        : stateOf(await answerOf(stripe.paymentIntents.retrieve(paymentId))),

    callOff: async (paymentId) =>
      payPage.owns(paymentId)
        ? payPage.close(paymentId)
        : stateOf(await answerOf(stripe.paymentIntents.retrieve(paymentId))),
  };
}

function sameCharge(intent: Stripe.PaymentIntent, order: ChargeOrder): Stripe.PaymentIntent {
  if (intent.amount === order.amountMinor && intent.currency === order.currency.toLowerCase()) return intent;
  const made = `${intent.amount} ${intent.currency}`;
  throw new PaymentKeyReused(`The key ${order.idempotencyKey} stands for another charge, of ${made}.`);
}

/** What an attempt left that Stripe answered with an error. @throws when it does not say that this card will not do. */
function refusedIntent(error: unknown): Stripe.PaymentIntent | Charge {
  if (error instanceof StripeCardError) {
    return error.payment_intent ?? { kind: 'declined', because: error.message };
  }
  // Detached or deleted since. Any other bad parameter is our mistake, for which the developer must not be blamed.
  if (error instanceof StripeInvalidRequestError && error.param === 'payment_method') {
    return { kind: 'declined', because: 'The card is no longer saved.' };
  }
  throw judgeFailure(error);
}

const waitsForHolder = ({ status, last_payment_error: error }: Stripe.PaymentIntent): boolean =>
  status === 'requires_payment_method' && [error?.code, error?.decline_code].includes('authentication_required');

function stateOf({ id, status, last_payment_error }: Stripe.PaymentIntent): Charge {
  if (status === 'succeeded') return { kind: 'charged', paymentId: id };
  if (status === 'canceled') return { kind: 'declined', because: 'The payment was called off.' };
  if (status === 'requires_payment_method') {
    return { kind: 'declined', because: last_payment_error?.message ?? 'The card was declined.' };
  }
  throw new PaymentsUnavailable(`Payment ${id} is not settled yet (${status}).`);
}
