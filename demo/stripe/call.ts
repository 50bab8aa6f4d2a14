import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Api, Method } from './api';
import { fieldsOf } from './fields';
import { createKeys, type Outcome } from './keys';
import { newId } from './ledger';
import { Refused } from './refused';

interface Came {
  readonly method: Method;
  readonly path: string;
  readonly searchParams: URLSearchParams;
  readonly body: string;
}

/** What is the same for every call of the API: who calls, each key once, and errors in Stripe's shape. */
export function callHandler(api: Api) {
  const once = createKeys();

  return ({ headers }: IncomingMessage, response: ServerResponse, { method, path, searchParams, body }: Came): void => {
    const key = method === 'POST' ? (headers['idempotency-key'] as string | undefined) : undefined;
    const fields = fieldsOf(method === 'POST' ? new URLSearchParams(body) : searchParams);
    let isReplayed = false;
    const outcome = outcomeOf(() => {
      admit(headers.authorization);
      const first = once({ key, path, body }, () =>
        outcomeOf(() => ({ status: 200, body: api(method, path, fields) })),
      );
      ({ isReplayed } = first);
      return first;
    });
    response.writeHead(outcome.status, {
      'content-type': 'application/json',
      'request-id': newId('req'),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(isReplayed ? { 'idempotent-replayed': 'true' } : {}),
    });
    response.end(JSON.stringify(outcome.body, null, 2));
  };
}

function outcomeOf(work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, body: { error: error.error } };
    // A mistake of ours. Stripe's client tries again, as it does at Stripe's own.
    return { status: 500, body: { error: { type: 'api_error', message: String(error) } } };
  }
}

/** Any secret key will do; it is not repeated. */
function admit(authorization: string | undefined): void {
  if (/^Bearer sk_\w+$/.test(authorization ?? '')) return;
  throw new Refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided: ****' });
}
