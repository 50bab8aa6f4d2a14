import { type Answer, type Fields, listOf, type Local, refusal, type Serve } from './stand-in-http';

type Intent = Answer['body'];
const path = '/v1/payment_intents';

/** PaymentIntents of localstripe, answered as Stripe does. */
export function paymentIntents(local: Local) {
  const all = async (): Promise<readonly Intent[]> =>
    ((await local('GET', `${path}?limit=100`)).body['data'] as readonly Intent[]).map(asStripe);

  async function create(fields: Fields): Promise<Answer> {
    const { description: _unknown, allowed_payment_method_types: _younger, ...known } = fields;
    const { body: method } = await local('GET', `/v1/payment_methods/${known['payment_method'] as string}`);
    if (method['customer'] !== known['customer']) {
      const message = 'The payment method does not belong to the customer.';
      return refusal(400, 'invalid_request_error', { param: 'payment_method', message });
    }
    const before = new Set((await all()).map(({ id }) => id));
    const { status, body } = await local('POST', path, known);
    const payment_intent = (await all()).find(({ id }) => !before.has(id));
    if (status === 200 && payment_intent?.['status'] === 'succeeded') return { status, body };
    const { code, message } = (payment_intent?.['last_payment_error'] ?? body['error']) as Intent;
    return refusal(402, 'card_error', { code, message, payment_intent });
  }

  const serve: Serve = async (method, asked, fields) => {
    if (asked !== path) return undefined;
    if (method === 'POST') return create(fields);
    return listOf(
      path,
      (await all()).filter(({ customer }) => customer === fields['customer']),
    );
  };

  return {
    serve,
    taken: async (): Promise<readonly string[]> =>
      (await all())
        .filter(({ status }) => status === 'succeeded')
        .map(({ amount, currency }) => `${String(amount)} ${String(currency)}`),
  };
}

/** Without the holder there, Stripe does not wait for the bank's check: the attempt has failed, and says why. */
function asStripe(intent: Intent): Intent {
  if (intent['status'] !== 'requires_action') return intent;
  const last_payment_error = { code: 'authentication_required', message: 'Your card was declined: authentication.' };
  return { ...intent, status: 'requires_payment_method', last_payment_error };
}
