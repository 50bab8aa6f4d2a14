import { type Local, ok, type Serve } from './stand-in-http';

interface Session {
  readonly id: string;
  readonly intentId: string;
  readonly customer: unknown;
  status: 'open' | 'complete' | 'expired';
}

/** Checkout Sessions that save a card: each stands before a SetupIntent of localstripe, which its page confirms. */
export function sessions(local: Local) {
  const all = new Map<string, Session>();

  async function view({ id, intentId, status }: Session) {
    const { body: intent } = await local('GET', `/v1/setup_intents/${intentId}`);
    const method = intent['payment_method'];
    const payment_method =
      typeof method === 'string' ? (await local('GET', `/v1/payment_methods/${method}`)).body : null;
    const url = status === 'open' ? `https://checkout.example/c/pay/${id}` : null;
    return ok({
      id,
      object: 'checkout.session',
      mode: 'setup',
      status,
      url,
      setup_intent: { ...intent, payment_method },
    });
  }

  const serve: Serve = async (method, path, { customer }) => {
    if (method === 'POST' && path === '/v1/checkout/sessions') {
      const { body: intent } = await local('POST', '/v1/setup_intents', { customer, usage: 'off_session' });
      const session: Session = {
        id: `cs_test_${all.size + 1}`,
        intentId: String(intent['id']),
        customer,
        status: 'open',
      };
      all.set(session.id, session);
      return view(session);
    }
    const session = all.get(path.replace('/v1/checkout/sessions/', ''));
    return session && view(session);
  };

  return {
    serve,
    async enterCard(setupId: string, number: string): Promise<void> {
      const session = all.get(setupId)!;
      const card = { number, exp_month: 12, exp_year: 2030, cvc: '123' };
      const { body: method } = await local('POST', '/v1/payment_methods', { type: 'card', card });
      const confirm = (body?: object) => local('POST', `/v1/setup_intents/${session.intentId}/confirm`, body ?? {});
      const first = await confirm({ payment_method: method['id'] });
      // A refused card leaves the page open for another one.
      if (first.status !== 200) return;
      if (first.body['status'] === 'requires_action') await confirm();
      await local('POST', `/v1/payment_methods/${String(method['id'])}/attach`, { customer: session.customer });
      session.status = 'complete';
    },
    expire(setupId: string): void {
      all.get(setupId)!.status = 'expired';
    },
  };
}
