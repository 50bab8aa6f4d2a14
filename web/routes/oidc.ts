import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asked, OidcProvider } from '../../oidc/port';
import type { WebContext } from '../deps';
import { formOf } from '../forms';
import { policyWithFormsTo } from '../guard';
import { consentModel } from '../oidc-view';
import { HttpProblem } from '../problem';
import { clearCache, show } from '../reply';

type WithUid = FastifyRequest<{ Params: { uid: string } }>;

const longestPassword = 200;

/** Where agents sign in and say what a product may see. */
export function oidcPageRoutes(app: FastifyInstance, context: WebContext, oidc: OidcProvider): void {
  const { limits } = context;

  app.get('/oidc/interaction/:uid', { config: limits.links }, async (request: WithUid, reply) => {
    const asked = await askedIn(oidc, request, reply);
    return asked.prompt === 'login'
      ? showLogin(context, oidc, request, reply, asked)
      : showConsent(context, request, reply, asked);
  });

  app.post('/oidc/interaction/:uid/login', { config: limits.signIn }, async (request: WithUid, reply) => {
    const asked = await askedIn(oidc, request, reply);
    const { user = '', password = '' } = formOf(request.body);
    const outcome = await oidc.signIn(request.raw, reply.raw, user.trim(), password.slice(0, longestPassword));
    switch (outcome.kind) {
      case 'signed-in':
        clearCache(reply);
        return reply.redirect(outcome.next, 303);
      case 'unknown':
        return showLogin(context, oidc, request, reply, asked, { user, error: 'User name or password is not right.' });
      case 'other-mls': {
        const error = `${outcome.agent.mlsName} has not approved ${asked.client.name}: agents of another MLS have. Ask its maker.`;
        return showLogin(context, oidc, request, reply, asked, { user, error });
      }
    }
  });

  app.post('/oidc/interaction/:uid/consent', { config: limits.links }, async (request: WithUid, reply) => {
    await askedIn(oidc, request, reply);
    const { answer } = formOf(request.body);
    return reply.redirect(await oidc.answer(request.raw, reply.raw, answer === 'yes'), 303);
  });
}

/** All that the library answers by itself, and the list of clients for the operator. */
export function oidcProtocolRoutes(app: FastifyInstance, { limits }: WebContext, oidc: OidcProvider): void {
  // The library reads the body itself.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.get('/oidc/clients', { config: limits.programs }, async (request, reply) => {
    const [, token = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!oidc.isOperator(token)) {
      return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'invalid_token' });
    }
    const { software_id: marker, client_id: id } = request.query as Readonly<Record<string, string | undefined>>;
    if (marker !== undefined) return { clients: await oidc.clients({ marker }) };
    if (id !== undefined) return { clients: await oidc.clients({ id }) };
    const error_description = 'Name a software_id or a client_id.';
    return reply.code(400).send({ error: 'invalid_request', error_description });
  });

  const hand = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    oidc.handle(request.raw, reply.raw);
  };
  // Each of these makes an entry, for whoever comes.
  app.get('/oidc/auth', { config: limits.links }, hand);
  app.get('/oidc/session/end', { config: limits.links }, hand);
  app.all('/oidc/*', { config: limits.programs }, hand);
}

/** @throws HttpProblem when the sign-in in this browser is over, or another one */
async function askedIn(oidc: OidcProvider, request: WithUid, reply: FastifyReply): Promise<Asked> {
  const asked = await oidc.asked(request.raw, reply.raw);
  if (asked) return asked;
  throw new HttpProblem(
    410,
    'This sign-in is over',
    'Go back to the product that sent you here and sign in there again.',
  );
}

function showLogin(
  context: WebContext,
  { trialAgents }: OidcProvider,
  request: WithUid,
  reply: FastifyReply,
  { client, redirectUri }: Asked,
  { user, error } = { user: '', error: '' },
): FastifyReply {
  allowFormsTo(reply, redirectUri);
  const frame = { title: error === '' ? 'Sign in' : 'Please check: Sign in', staff: null };
  const model = { action: actionOf(request, 'login'), product: client, user, error, trialAgents };
  return show(context, reply, error === '' ? 200 : 422, 'oidc-login', frame, model);
}

function showConsent(context: WebContext, request: WithUid, reply: FastifyReply, asked: Asked): FastifyReply {
  allowFormsTo(reply, asked.redirectUri);
  const title = `Let ${asked.client.name} act for you?`;
  return show(
    context,
    reply,
    200,
    'oidc-consent',
    { title, staff: null },
    consentModel(actionOf(request, 'consent'), asked),
  );
}

function actionOf({ params }: WithUid, step: 'login' | 'consent'): string {
  return `/oidc/interaction/${encodeURIComponent(params.uid)}/${step}`;
}

/** Browsers hold a form to the policy through all redirects, and the last one goes to the product. */
function allowFormsTo(reply: FastifyReply, redirectUri: string): void {
  reply.header('content-security-policy', policyWithFormsTo(new URL(redirectUri).origin));
}
