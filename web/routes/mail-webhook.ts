import type { FastifyInstance, FastifyRequest } from 'fastify';
import { noEnvelope } from '../../domain/received-mail';
import { refuseSigned } from '../../secrets/webhook';
import type { WebContext } from '../deps';
import { HttpProblem } from '../problem';
import { mostBytes } from '../uploads';

/** Where a mail service hands over mail as it came. Its signature says only that the service sent it; what the mail says must prove itself. */
export function mailWebhookRoutes(scope: FastifyInstance, { store, relay, limits }: WebContext, secret: string): void {
  scope.removeAllContentTypeParsers();
  // The signature is over the bytes as they came, and so is the one inside the mail.
  scope.addContentTypeParser('message/rfc822', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);

  scope.post('/webhooks/mail', { config: limits.links, bodyLimit: mostBytes }, async (request, reply) => {
    const raw = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const because = refuseSigned(secret, signedMessage(request, raw), Date.now());
    if (because !== null) throw new HttpProblem(400, 'Not believed', `${because} Nothing was done.`);
    if (raw.length === 0) throw new HttpProblem(400, 'No mail', 'The body must be a mail, as its bytes are.');
    const { id, dispatch } = await store.mails.receive({ raw, source: 'webhook', envelope: noEnvelope });
    // The service waits for the mail to be kept, not for what becomes of it; and the relay never throws.
    if (dispatch) void relay.tell(dispatch);
    return reply.send({ id });
  });
}

function signedMessage({ headers }: FastifyRequest, body: Uint8Array) {
  const one = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    id: one('webhook-id'),
    timestamp: one('webhook-timestamp'),
    signature: one('webhook-signature'),
    body,
  };
}
