import type { FastifyInstance } from 'fastify';
import { type PaymentEvent, WebhookRefused } from '../../payments/port';
import { keepCard } from '../cards';
import type { WebContext } from '../deps';
import { HttpProblem } from '../problem';

/** Where the payment service says that something happened. What happened is then asked of it: an event only says where to look. */
export function paymentWebhookRoutes(scope: FastifyInstance, context: WebContext): void {
  const { payments, limits } = context;
  scope.removeAllContentTypeParsers();
  // The signature is over the bytes as they came.
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => body,
  );

  scope.post('/webhooks/payments', { config: limits.links }, async (request, reply) => {
    const header = request.headers['stripe-signature'];
    const event = read(request.body as Uint8Array, typeof header === 'string' ? header : undefined);
    if (event) await take(context, event);
    return reply.code(204).send();
  });

  function read(body: Uint8Array, header: string | undefined): PaymentEvent | undefined {
    try {
      return payments.readWebhook(body, header);
    } catch (error) {
      if (!(error instanceof WebhookRefused)) throw error;
      throw new HttpProblem(400, 'Not believed', 'The signature does not fit. Nothing was done.');
    }
  }
}

async function take(context: WebContext, event: PaymentEvent): Promise<void> {
  if (event.kind === 'method') {
    await keepCard(context, event.setupId);
    return;
  }
  const dispatch = await context.store.payments.lookAgain(event.paymentId);
  if (dispatch) await context.relay.tell(dispatch);
}
