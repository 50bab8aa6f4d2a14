import { IssuerUnavailable } from './port';

/** A call to a service where keys are made. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** As JSON. */
  readonly body?: object | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface Came {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

const timeoutMs = 20_000;
/** What was asked for may still be done after we have stopped waiting: nothing is looked up before that is over. */
export const afterLostAnswerMs = 60_000;
const longestWaitMs = 3_600_000;

/** Neither what we show the service nor what it answers ever becomes part of a failure. @throws IssuerUnavailable without an answer */
export async function send(
  service: string,
  { method, address, headers, body, timeoutMs: limit = timeoutMs }: HttpCall,
): Promise<Came> {
  try {
    const response = await fetch(address, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'Countersign',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // Whoever redirects us must not get our key.
      redirect: 'error',
      signal: AbortSignal.timeout(limit),
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
  } catch (error) {
    // Not passed on as a cause: it is not known what all it holds.
    const what = error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection';
    throw lost(service, method, what);
  }
}

/** A call that changes something may have been carried out. */
export function lost(service: string, method: string, what: string): IssuerUnavailable {
  return new IssuerUnavailable(`${service}: ${what}.`, method === 'GET' ? null : afterLostAnswerMs);
}

/** `Retry-After` in seconds or as a date, an hour at most. */
export function waitOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), longestWaitMs);
}

/** A service's own words, as a line for people: it may repeat what it was sent. */
export function cleaned(message: string | null | undefined, secret: string | undefined): string | null {
  if (!message) return null;
  const safe = secret ? message.replaceAll(secret, '…') : message;
  return safe
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
