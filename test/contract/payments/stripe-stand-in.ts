import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { invoices } from './stand-in-invoices';
import { type Answer, type Fields, fieldsOf, type Local, refusal } from './stand-in-http';
import { paymentIntents } from './stand-in-intents';
import { sessions } from './stand-in-sessions';
import { methods } from './stand-in-methods';

export interface StripeStandIn {
  readonly url: string;
  /** The Idempotency-Key of every POST that came, undefined where there was none. */
  readonly keys: readonly (string | undefined)[];
  /** What a holder does at the page of a setup: enters a card, and passes the bank's check if there is one. */
  enterCard(setupId: string, number: string): Promise<void>;
  /** The page of a setup has been open for a day. */
  expire(setupId: string): void;
  /** What a holder does at the page of an invoice. */
  pay(payUrl: string): Promise<void>;
  /** What was taken from cards, in minor units with the currency, "5000 usd". */
  taken(): Promise<readonly string[]>;
  /** Stripe keeps keys for a day only. */
  forgetKeys(): void;
  /** From now on every answer to a POST whose path ends so is lost, although the work was done; undefined: none. */
  loseAnswers(to: string | undefined): void;
  close(): void;
}

/**
 * localstripe holds cards, setups, payments and charges. In front of it stands what it lacks of Stripe's documented behaviour: Checkout and
 * invoice pages, where the holder's part is played through localstripe's API; idempotency keys; lists by customer; errors in Stripe's shape.
 * Opening one empties localstripe.
 */
export async function openStripeStandIn(localstripe: string): Promise<StripeStandIn> {
  await fetch(`${localstripe}/_config/data`, { method: 'DELETE' });
  const local: Local = async (method, path, body) => {
    const headers = { authorization: 'Bearer sk_test_local', 'content-type': 'application/json' };
    const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(localstripe + path, sent);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  const setups = sessions(local);
  const cards = methods(local);
  const intents = paymentIntents(local);
  const bills = invoices(local);
  const keys: (string | undefined)[] = [];
  const known = new Map<string, { readonly print: string; readonly answer: Promise<Answer> }>();
  let lost: string | undefined;

  const route = async (method: 'GET' | 'POST', path: string, fields: Fields): Promise<Answer> =>
    (await setups.serve(method, path, fields)) ??
    (await cards.serve(method, path, fields)) ??
    (await intents.serve(method, path, fields)) ??
    (await bills.serve(method, path, fields)) ??
    local(method, path, method === 'POST' ? fields : undefined);

  function post(key: string | undefined, path: string, fields: Fields): Promise<Answer> {
    keys.push(key);
    if (key === undefined) return route('POST', path, fields);
    const print = JSON.stringify([path, fields]);
    const before = known.get(key);
    if (before === undefined) {
      const answer = route('POST', path, fields);
      known.set(key, { print, answer });
      return answer;
    }
    if (before.print === print) return before.answer;
    return Promise.resolve(refusal(400, 'idempotency_error', { message: 'Keys can only be used with one request.' }));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://stand-in');
    const posted = request.method === 'POST';
    if (!request.headers.authorization?.startsWith('Bearer sk_')) return send(response, noKey);
    const fields = fieldsOf(posted ? new URLSearchParams(await text(request)) : searchParams);
    const key = request.headers['idempotency-key'] as string | undefined;
    const result = posted ? await post(key, pathname, fields) : await route('GET', pathname, fields);
    if (posted && lost !== undefined && pathname.endsWith(lost)) return void response.destroy();
    send(response, result);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    enterCard: setups.enterCard,
    expire: setups.expire,
    pay: bills.pay,
    taken: intents.taken,
    forgetKeys: () => known.clear(),
    loseAnswers: (to) => {
      lost = to;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const noKey = refusal(401, 'invalid_request_error', { message: 'Invalid API Key provided: ****' });

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
