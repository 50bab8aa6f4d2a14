import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isBearerToken } from '../../issuer/bearer-token';
import { hashToken } from '../../secrets/token';
import type { BuiltinKey } from '../../store/port';
import { readKey } from '../bearer-keys';
import { acceptForms, type Form } from '../bodies';
import type { WebContext } from '../deps';
import { introspected } from '../introspection';
import { answerTo } from '../plain-errors';
import { HttpProblem } from '../problem';
import { resourceServerOf } from '../resource-servers';

const introspectionPath = '/oauth/introspect';
const revocationPath = '/oauth/revoke';

declare module 'fastify' {
  interface FastifyRequest {
    /** The resource server that asks; null for anybody else. */
    resourceServer: string | null;
    /** The key that was found to work. */
    workingKey: BuiltinKey | null;
  }
}

/** How APIs learn what one of our keys is worth, and how whoever holds one ends it (RFC 7662, 7009, 8414). */
export async function oauthRoutes(app: FastifyInstance, context: WebContext): Promise<void> {
  const { store, relay, settings, keyUse, limits } = context;
  const { baseUrl, resourceServers = [] } = settings;
  acceptForms(app);
  app.decorateRequest('resourceServer', null);
  app.decorateRequest('workingKey', null);
  app.setErrorHandler((error, request, reply) => sendOAuthError(request, reply, error));
  app.addHook('onRequest', async (request) => {
    request.resourceServer = resourceServerOf(resourceServers, request.headers.authorization) ?? null;
  });
  app.addHook('onResponse', async ({ workingKey }) => {
    if (workingKey) keyUse.notice(workingKey);
  });

  app.get('/.well-known/oauth-authorization-server', () => metadata(baseUrl, resourceServers.length > 0));

  if (resourceServers.length > 0) {
    app.post(introspectionPath, { config: limits.tokens }, async (request, reply) => {
      if (request.resourceServer === null) throw unknownServer(reply);
      const sent = await readKey(store, tokenIn(request.body));
      const answer = introspected(sent, baseUrl);
      if (sent && answer.active) request.workingKey = sent.key;
      return answer;
    });
  }

  app.post(revocationPath, { config: limits.tokens }, async (request, reply) => {
    // Whoever sends the token holds it, and needs no other proof; who says that they are somebody must be.
    if (request.resourceServer === null && request.headers.authorization !== undefined) throw unknownServer(reply);
    const { by, because } = revokerOf(request.resourceServer);
    const token = tokenIn(request.body);
    const dispatch = isBearerToken(token) ? await store.keys.revoke(hashToken(token), by, because) : undefined;
    // The key is refused already; that the developer hears of it need not be waited for, and the relay never throws.
    if (dispatch) void relay.tell(dispatch);
    return reply.code(200).send();
  });
}

/** As actor and reason of the end of a key. */
function revokerOf(resourceServer: string | null) {
  return resourceServer === null
    ? { by: 'Whoever holds the key', because: 'Somebody who holds the key has revoked it.' }
    : {
        by: `The API ${resourceServer}`,
        because: `The API "${resourceServer}", to which the key was sent, has revoked it.`,
      };
}

/** RFC 8414. There are no grants here: keys come from an approval and are picked up by hand. */
function metadata(issuer: string, hasIntrospection: boolean) {
  return {
    issuer,
    response_types_supported: [],
    grant_types_supported: [],
    revocation_endpoint: issuer + revocationPath,
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'none'],
    ...(hasIntrospection
      ? {
          introspection_endpoint: issuer + introspectionPath,
          introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
        }
      : {}),
  };
}

/** @throws HttpProblem 400 without a token; what else is sent, a hint of the token's type say, does not matter. */
function tokenIn(body: unknown): string {
  const token = (body as Form | undefined)?.['token'];
  if (token === undefined || token === '') {
    throw new HttpProblem(400, 'No token', 'Send the token in a form field named token.');
  }
  return token;
}

function unknownServer(reply: FastifyReply): HttpProblem {
  reply.header('www-authenticate', 'Basic realm="Countersign", charset="UTF-8"');
  return new HttpProblem(401, 'Unknown client', 'Send the id and the secret of a resource server by HTTP Basic.');
}

/** Errors in the shape of RFC 6749, 5.2. */
function sendOAuthError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const { status, message } = answerTo(request, error);
  return reply.code(status).send({ error: codeOf(status), error_description: message });
}

function codeOf(status: number): string {
  if (status === 401) return 'invalid_client';
  if (status === 429) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
