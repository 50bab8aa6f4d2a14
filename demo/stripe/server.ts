import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createApi, type Method } from './api';
import { callHandler } from './call';
import { fieldsOf } from './fields';
import { createHosted } from './hosted';
import { invoices } from './invoices';
import { createLedger, type Ledger } from './ledger';
import { sessions } from './sessions';
import { createWebhooks, targetIn, type Webhooks, type WebhookTarget } from './webhooks';

export interface StripeStandIn {
  /** What Countersign takes for Stripe's address. */
  readonly url: string;
  /** What was taken from cards, in minor units with the currency, "5000 usd"; oldest first. */
  taken(): readonly string[];
  /** Whom to tell from now on, where it was not known at the start. */
  sendEventsTo(target: WebhookTarget): void;
  close(): Promise<void>;
}

/**
 * Plays the part of Stripe that Countersign uses, over Stripe's own protocol and with its test cards: API, hosted pages and signed events.
 * All is in memory, on loopback only. No number of a real card is taken.
 */
export async function startStripeStandIn(
  options: { readonly webhook?: WebhookTarget; readonly port?: number } = {},
): Promise<StripeStandIn> {
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const ledger = createLedger();
  const webhooks = createWebhooks(options.webhook);
  const answer = answerer(url, ledger, webhooks);
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  return {
    url,
    taken: () => takenFrom(ledger),
    sendEventsTo: webhooks.sendTo,
    async close() {
      server.close();
      server.closeAllConnections();
      await webhooks.close();
    },
  };
}

function answerer(url: string, ledger: Ledger, webhooks: Webhooks) {
  const account = { ledger, url, tell: webhooks.tell };
  const checkout = sessions(account);
  const call = callHandler(createApi(account, checkout));
  const hosted = createHosted(account, checkout, invoices(account));

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url!, url);
    const method: Method = request.method === 'POST' ? 'POST' : 'GET';
    const body = await text(request);
    if (pathname.startsWith('/v1/')) return call(request, response, { method, path: pathname, searchParams, body });
    // Ours, not Stripe's: `GET /_stand_in/taken` and `POST /_stand_in/webhook` with {url, secret}, for whoever started this as a process.
    if (pathname === '/_stand_in/taken') return void response.end(JSON.stringify(takenFrom(ledger)));
    if (pathname === '/_stand_in/webhook' && method === 'POST') {
      webhooks.sendTo(targetIn(body));
      return void response.writeHead(204).end();
    }
    const shown = hosted(method, pathname, fieldsOf(new URLSearchParams(body)));
    if ('location' in shown) return void response.writeHead(303, { location: shown.location }).end();
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
    response.writeHead(shown.status, headers).end(shown.html);
  };
}

const takenFrom = (ledger: Ledger): readonly string[] =>
  ledger
    .all('payment_intent')
    .filter(({ status }) => status === 'succeeded')
    .map(({ amount_received, currency }) => `${amount_received} ${currency}`);
