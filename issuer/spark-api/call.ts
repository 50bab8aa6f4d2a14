import type { z } from 'zod';
import { afterLostAnswerMs, type Came, cleaned, lost, send, waitOf } from '../http';
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

type Method = 'GET' | 'POST' | 'PUT';

/** One call, its results read as `schema` says. @throws IssuerUnavailable, IssuerRefused */
export type Call = <S extends z.ZodType>(
  method: Method,
  path: string,
  schema: S,
  what?: What,
) => Promise<Page<z.output<S>>>;

const service = 'The key administration API';

/** Speaks the protocol of the key administration API. Neither its own key nor a secret in an answer ever becomes part of a failure. */
export function createCall(options: SparkApiOptions): Call {
  return async (method, path, schema, what = {}) => {
    const came = await call(options, method, path, what);
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

function call({ url, apiKey, timeoutMs }: SparkApiOptions, method: Method, path: string, { query = {}, body }: What) {
  const address = new URL(url.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const headers = { authorization: `Bearer ${apiKey}`, 'x-sparkapi-user-agent': 'Countersign' };
  return send(service, { method, address, headers, body: body && { D: body }, timeoutMs });
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
  return status >= 400 ? refusedBy(code, null) : lost(service, method, `an answer that cannot be read (${status})`);
}

function read(text: string): Answer | undefined {
  try {
    return envelope.safeParse(JSON.parse(text)).data?.D;
  } catch {
    return undefined;
  }
}

function isBusy(status: number, code: string): boolean {
  return status === 429 || code === '1550' || code === '1510' || (status >= 500 && !isFinal(code));
}

function busyWords(code: string): string {
  if (code === '1550' || code === '429') return 'The key administration API has had too many calls from us.';
  return `The key administration API is away for now (${code}).`;
}
