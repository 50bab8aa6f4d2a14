import { STATUS_CODES } from 'node:http';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Field } from '../../listings/listing';
import { type Fault, type Options, project, readQuery, readSelect, unknownOption } from '../../listings/query';
import { refuseUse } from '../../listings/refuse-use';
import { viewOf } from '../../listings/view';
import { keyOfAgent, readKey, type UsedKey } from '../bearer-keys';
import type { WebContext } from '../deps';
import { answerTo } from '../plain-errors';
import { HttpProblem } from '../problem';
import { parseToken } from '../token';

const queryOptions = ['$select', '$top', '$skip', '$count', '$filter'];
/** The characters of a bearer token (RFC 6750). */
const credentials = /^Bearer +([\w~+/.-]{1,200}=*)$/i;
/** One count for all paths; a limit in a route's config would be that route's own. */
const perKey: RateLimitOptions = {
  max: 1_500,
  timeWindow: 5 * 60_000,
  keyGenerator: (request) => keyOf(request).id,
  errorResponseBuilder: (_request, { after }) =>
    new HttpProblem(429, 'Too many requests', `This key asked too often. Try again in ${after}.`),
};

declare module 'fastify' {
  interface FastifyRequest {
    /** What listing data is read with; null elsewhere. */
    dataKey: UsedKey | null;
  }
}

/** Listing data in the shape of the RESO Web API, for whoever sends a key. What it sees follows from the key alone. */
export async function resoRoutes(app: FastifyInstance, context: WebContext): Promise<void> {
  const root = `${context.settings.baseUrl}/Reso/OData`;
  app.decorateRequest('dataKey', null);
  app.setErrorHandler((error, request, reply) => sendODataError(request, reply, error));
  app.setNotFoundHandler((request, reply) => sendODataError(request, reply, noSuchResource()));
  // Before the rate limit, so that keys are counted and not guesses.
  app.addHook('onRequest', async (request, reply) => {
    reply.header('odata-version', '4.0');
    request.dataKey = await admit(context, request, reply);
  });
  app.addHook('onRequest', app.rateLimit(perKey));
  app.addHook('onResponse', async ({ dataKey }, { statusCode }) => {
    if (dataKey && statusCode === 200) context.keyUse.notice(dataKey);
  });

  app.get('/Property', (request) => {
    const options = request.query as Options;
    const view = viewOf(keyOf(request).spec);
    const query = unknownOption(options, queryOptions) ?? readQuery(options, view);
    if (query.kind === 'fault') throw refusal(query);
    const found = view.listings.filter(query.filter);
    const last = query.skip + query.top;
    return {
      '@odata.context': contextOf(root, options, query.select),
      ...(query.isCounted ? { '@odata.count': found.length } : {}),
      value: found.slice(query.skip, last).map((listing) => project(listing, query.select)),
      ...(query.top > 0 && last < found.length ? { '@odata.nextLink': nextLink(root, options, last) } : {}),
    };
  });

  // The router has no pattern for a key in brackets.
  app.get('/:resource', (request) => {
    const { resource } = request.params as { resource: string };
    const [, key] = /^Property\('([\w-]+)'\)$/.exec(resource) ?? [];
    if (key === undefined) throw noSuchResource();
    const options = request.query as Options;
    const view = viewOf(keyOf(request).spec);
    const select = unknownOption(options, ['$select']) ?? readSelect(options['$select'], view.fields);
    if ('kind' in select) throw refusal(select);
    const listing = view.listings.find(({ ListingKey }) => ListingKey === key);
    if (!listing) throw new HttpProblem(404, 'Not found', 'This key reads no listing with that ListingKey.');
    return { '@odata.context': `${contextOf(root, options, select)}/$entity`, ...project(listing, select) };
  });
}

/** The key or agent's token that was sent. @throws HttpProblem 401 for one that is unknown or ended, 403 for one that may not be used so */
async function admit({ store, oidc }: WebContext, request: FastifyRequest, reply: FastifyReply): Promise<UsedKey> {
  const { authorization = '', 'user-agent': userAgent = '' } = request.headers;
  const [, token] = credentials.exec(authorization) ?? [];
  const sent = token === undefined ? undefined : await readKey(store, token);
  if (!sent) {
    const agentToken = parseToken(token);
    const reader = agentToken === undefined ? undefined : await oidc?.readerOf(agentToken);
    if (reader) return keyOfAgent(reader);
    reply.header('www-authenticate', authorization === '' ? 'Bearer' : 'Bearer error="invalid_token"');
    throw new HttpProblem(401, 'No valid key', 'Send a key that is valid: Authorization: Bearer KEY.');
  }
  const { key, day } = sent;
  const because = refuseUse(key.spec.limits, { day, address: request.ip, userAgent });
  if (because !== undefined) throw new HttpProblem(403, 'Not allowed', because);
  return key;
}

function keyOf({ dataKey }: FastifyRequest): UsedKey {
  if (!dataKey) throw new Error('This route is outside the scope that asks for a key.');
  return dataKey;
}

function contextOf(root: string, { $select }: Options, select: readonly Field[]): string {
  return `${root}/$metadata#Property${$select === undefined ? '' : `(${select.join(',')})`}`;
}

function nextLink(root: string, options: Options, skip: number): string {
  const next = new URLSearchParams({ ...options, $skip: String(skip) });
  return `${root}/Property?${next.toString().replaceAll('%24', '$')}`;
}

function noSuchResource(): HttpProblem {
  return new HttpProblem(404, 'Not found', "Here are only Property and Property('LISTING-KEY').");
}

function refusal({ field, problem, remedy }: Fault): HttpProblem {
  return new HttpProblem(400, 'Option not taken', `${problem} ${remedy}`, [{ field, problem, remedy }]);
}

/** Errors in the shape that OData clients read. Never repeats the address. */
function sendODataError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const { status, message, target } = answerTo(request, error);
  const code = (STATUS_CODES[status] ?? 'Error').replaceAll(/[^A-Za-z]/g, '');
  return reply.code(status).send({ error: { code, message, ...(target === undefined ? {} : { target }) } });
}
