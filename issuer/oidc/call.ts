import { z } from 'zod';
import { afterLostAnswerMs, type Came, cleaned, type HttpCall, lost, send, waitOf } from '../http';
import { IssuerRefused, IssuerUnavailable } from '../port';

export interface OidcOptions {
  /** `OIDC_ISSUER_URL`: the provider's issuer identifier, exactly. */
  readonly issuerUrl: string;
  /** `OIDC_INITIAL_ACCESS_TOKEN`. */
  readonly initialAccessToken: string;
  /** How long one call may take. */
  readonly timeoutMs?: number;
}

interface What {
  /** Shown as a bearer token; nothing is shown without it. */
  readonly token?: string;
  readonly body?: object;
}

/** One call, its answer read as `schema` says; undefined where there is no such thing (404). @throws IssuerUnavailable, IssuerRefused */
export type Call = <S extends z.ZodType>(
  method: HttpCall['method'],
  address: string,
  schema: S,
  what?: What,
) => Promise<z.output<S> | undefined>;

const service = 'The OpenID Connect provider';

/** An error as RFC 6749 and RFC 7591 have it. */
const failed = z.object({ error: z.string(), error_description: z.string().nullish() });

/** Speaks to a provider. No token, and no secret in an answer, ever becomes part of a failure. */
export function createCall({ timeoutMs }: OidcOptions): Call {
  return async (method, address, schema, { token, body } = {}) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const came = await send(service, { method, address: new URL(address), headers, body, timeoutMs });
    if (came.status === 404) return undefined;
    if (came.status >= 300) throw failureOf(method, came, token);
    if (came.status === 204) return schema.parse(undefined);
    const read = readJson(came.text);
    if (read === undefined) throw lost(service, method, `an answer that cannot be read (${came.status})`);
    const known = schema.safeParse(read);
    if (known.success) return known.data;
    const fields = [...new Set(known.error.issues.map((issue) => issue.path.join('.')))].join(', ');
    throw new IssuerRefused('answer', `${service} answered otherwise than RFC 7591 has it: ${fields}.`);
  };
}

function failureOf(method: string, { status, retryAfter, text }: Came, token: string | undefined): Error {
  const said = failed.safeParse(readJson(text)).data;
  if (status === 429 || status >= 500) {
    const words = status === 429 ? 'has had too many calls from us' : `is away for now (${status})`;
    // What answers in the provider's place does not know what has become of a call.
    const waitMs = method === 'GET' || said ? null : afterLostAnswerMs;
    return new IssuerUnavailable(`${service} ${words}.`, waitOf(retryAfter) ?? waitMs);
  }
  const code = said?.error ?? String(status);
  const remedy = remedies[code] ?? remedies[String(status)] ?? 'refuses.';
  return new IssuerRefused(code, `${service} ${remedy} (Code ${code}.)`, cleaned(said?.error_description, token));
}

const remedies: Readonly<Record<string, string>> = {
  invalid_token: 'does not take our token. Set OIDC_INITIAL_ACCESS_TOKEN to one that it takes.',
  invalid_redirect_uri: 'does not take the address that agents are sent back to. Ask the developer for another one.',
  invalid_client_metadata: 'does not take something that a client is to be registered with.',
  '401': 'does not take our token. Set OIDC_INITIAL_ACCESS_TOKEN to one that it takes.',
  '403': 'does not let us do this. Ask its operator what OIDC_INITIAL_ACCESS_TOKEN may be used for.',
  '405': 'does not take such a call. Is OIDC_ISSUER_URL right?',
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
