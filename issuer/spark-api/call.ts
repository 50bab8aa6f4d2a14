import type { z } from 'zod';
import { IssuerUnavailable } from '../port';
import { envelope } from './answers';
import { isFinal, notUnderstood, refusedBy } from './refusals';

export interface SparkApiOptions {
  /** `SPARK_API_URL`: "https://sparkapi.com". */
  readonly url: string;
  /** `SPARK_API_KEY`. */
  readonly apiKey: string;
  /** How long one call may take. */
  readonly timeoutMs?: number;
}

export interface Page<T> {
  readonly results: readonly T[];
  /** Only of lists that were asked for page by page. */
  readonly pagination: { readonly TotalRows: number; readonly TotalPages: number } | undefined;
}

interface What {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** One call, its results read as `schema` says. @throws IssuerUnavailable, IssuerRefused */
export type Call = <S extends z.ZodType>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  schema: S,
  what?: What,
) => Promise<Page<z.output<S>>>;

const timeoutMs = 20_000;
/** What was asked for may still be done after we have stopped waiting: nothing is looked up before that is over. */
const afterLostAnswerMs = 60_000;
const longestWaitMs = 3_600_000;
const product = 'Countersign';

/** Speaks the protocol of the key administration API. Neither its own key nor a secret in an answer ever becomes part of a failure. */
export function createCall(options: SparkApiOptions): Call {
  return async (method, path, schema, what = {}) => {
    const came = await send(options, method, path, what);
    const answer = read(came.text);
    if (!answer?.Success) throw failureOf(method, came, answer, options.apiKey);
    const results = answer.Results.map((result) => {
      const known = schema.safeParse(result);
      if (known.success) return known.data;
      throw notUnderstood(path, [...new Set(known.error.issues.map((issue) => issue.path.join('.')))]);
    });
    return { results, pagination: answer.Pagination };
  };
}

interface Came {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

async function send(
  { url, apiKey, timeoutMs: limit = timeoutMs }: SparkApiOptions,
  method: string,
  path: string,
  { query = {}, body }: What,
): Promise<Came> {
  const address = new URL(url.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  try {
    const response = await fetch(address, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: 'application/json',
        'user-agent': product,
        'x-sparkapi-user-agent': product,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify({ D: body }) }),
      // Whoever redirects us must not get the key.
      redirect: 'error',
      signal: AbortSignal.timeout(limit),
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
  } catch (error) {
    // Not passed on as a cause: it is not known what all it holds.
    throw lost(method, error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection');
  }
}

type Answer = z.output<typeof envelope>['D'];
type Failed = Extract<Answer, { readonly Success: false }>;

/** @param said undefined when it is not the API that has answered, but something in between, or when the answer was cut off */
function failureOf(method: string, { status, retryAfter }: Came, said: Failed | undefined, apiKey: string): Error {
  const code = said?.Code ?? String(status);
  if (isBusy(status, code)) {
    // What answers in the API's place does not know what has become of a call.
    const waitMs = method === 'GET' || said ? null : afterLostAnswerMs;
    return new IssuerUnavailable(busyWords(code), waitOf(retryAfter) ?? waitMs);
  }
  if (said) return refusedBy(code, cleaned(said.Message, apiKey));
  return status >= 400 ? refusedBy(code, null) : lost(method, `an answer that cannot be read (${status})`);
}

function read(text: string): Answer | undefined {
  try {
    return envelope.safeParse(JSON.parse(text)).data?.D;
  } catch {
    return undefined;
  }
}

/** A call that changes something may have been carried out. */
function lost(method: string, what: string): IssuerUnavailable {
  return new IssuerUnavailable(`The key administration API: ${what}.`, method === 'GET' ? null : afterLostAnswerMs);
}

function isBusy(status: number, code: string): boolean {
  return status === 429 || code === '1550' || code === '1510' || (status >= 500 && !isFinal(code));
}

function busyWords(code: string): string {
  if (code === '1550' || code === '429') return 'The key administration API has had too many calls from us.';
  return `The key administration API is away for now (${code}).`;
}

/** `Retry-After` in seconds or as a date, an hour at most. */
function waitOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), longestWaitMs);
}

/** The API's own words, as a line for people: it may repeat what it was sent. */
function cleaned(message: string | null, apiKey: string): string | null {
  if (!message) return null;
  return message
    .replaceAll(apiKey, '…')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
