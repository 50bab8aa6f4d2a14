import rateLimit, { type RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDeclaredType, isPlainText, refuseOddQuery } from './bodies';
import type { WebSettings } from './settings';
import { HttpProblem, notFound } from './problem';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const linkPage = /^\/(?:decision|receipt|answer|pickup|status|proof|sign-in|objection|attestation)\//;
/** Pages whose addresses hold no token. */
const plainPage = /^\/(?:console|account|register|sign-in|sign-out|datamart|enrolments|oidc|demo-app)(?:$|[/?])/;
/** What products and the operator call at the OpenID Connect provider, not browsers. */
const oidcProgram = /^\/oidc\/(?:token|me|reg)(?:$|[/?])/;
const yearSeconds = 31_536_000;

const contentPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** For a page whose form leads to another site in the end. */
export function policyWithFormsTo(origin: string): string {
  return contentPolicy.replace("form-action 'self'", `form-action 'self' ${origin}`);
}

/** For a page that frames a document of ours. */
export const framingPolicy = `${contentPolicy}; frame-src 'self'`;

export interface Limits {
  readonly links: { readonly rateLimit: RateLimitOptions };
  readonly signIn: { readonly rateLimit: RateLimitOptions };
  readonly tokens: { readonly rateLimit: RateLimitOptions };
  /** Programs that serve many people from one address. */
  readonly programs: { readonly rateLimit: RateLimitOptions };
}

/** An API that is busy asks about a token for every call that it gets. */
const serverCallsPerMinute = 6_000;

/** Requests a minute from one address, for each route. The code on a link is guarded by the store's own lock, wherever the guesses come from. */
export function limitsOf({ linkVisitsPerMinute = 120, signInsPerMinute = 10 }: WebSettings): Limits {
  return {
    links: { rateLimit: { max: linkVisitsPerMinute, timeWindow: 60_000 } },
    signIn: { rateLimit: { max: signInsPerMinute, timeWindow: 60_000 } },
    programs: { rateLimit: { max: serverCallsPerMinute, timeWindow: 60_000 } },
    tokens: {
      rateLimit: {
        // Resource servers by their names, anybody else by address.
        keyGenerator: ({ resourceServer, ip }) => `${resourceServer ?? ''} ${resourceServer === null ? ip : ''}`,
        max: ({ resourceServer }) => (resourceServer === null ? linkVisitsPerMinute : serverCallsPerMinute),
        timeWindow: 60_000,
      },
    },
  };
}

/** What holds for every route: headers, where a form may come from, what a request may look like, how often. */
export async function guard(app: FastifyInstance, settings: WebSettings): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(reply, settings, request.url);
    refuseOddQuery(request.query);
    const { id = '' } = request.params as { id?: string };
    // A NUL is not even text to the store.
    if (!isPlainText(id)) throw notFound();
    if (!safeMethods.has(request.method)) refuseForeign(request, settings);
  });
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      new HttpProblem(429, 'Too many visits', `This address asked too often. Try again in ${after}.`),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
}

/** Security headers. Also for answers that are made before any hook runs. */
export function setHeaders(reply: FastifyReply, { secureCookies }: WebSettings, url: string): void {
  reply.headers({
    'content-security-policy': contentPolicy,
    // With no-referrer browsers send forms with `Origin: null`; only addresses that hold a token need that.
    'referrer-policy': plainPage.test(url) && !linkPage.test(url) ? 'same-origin' : 'no-referrer',
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  if (secureCookies) reply.header('strict-transport-security', `max-age=${yearSeconds}`);
}

function refuseForeign(request: FastifyRequest, settings: WebSettings): void {
  const { url, headers } = request;
  const contentType = headers['content-type'];
  if (contentType !== undefined && !isDeclaredType(url, contentType)) {
    throw new HttpProblem(415, 'Not taken in this form', 'Send what this address documents.');
  }
  // None of these comes from a page: they bring a key, a signature or a token, which is checked, and no cookie counts.
  const isProgram =
    /^\/(?:webhooks|oauth)\//.test(url) ||
    oidcProgram.test(url) ||
    (url.startsWith('/api/') && headers.authorization !== undefined);
  if (!isProgram && !isSameOrigin(request, settings)) {
    throw new HttpProblem(
      403,
      'Not from here',
      'This was sent by another site or an unknown program. Nothing was done.',
    );
  }
}

function isSameOrigin({ url, headers }: FastifyRequest, { baseUrl }: WebSettings): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  // Browsers leave out Sec-Fetch-Site on plain http, and link pages (no-referrer) then send `Origin: null`.
  // That is no loss: those pages know no cookie, and their address is the secret.
  return headers.origin === new URL(baseUrl).origin || (headers.origin === 'null' && linkPage.test(url));
}
