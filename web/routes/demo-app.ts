import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newToken } from '../../secrets/token';
import { createDemoApp, DemoAppError } from '../demo-app';
import type { WebContext } from '../deps';
import { formOf } from '../forms';
import { clearCache, show } from '../reply';
import { parseToken } from '../token';

const cookieName = 'demo-app';
const path = '/demo-app';
const blank = { clientId: '', error: '' };

/** A small product of a developer, to try an OpenID Connect client with: part of the demo, as somebody else's would be. */
export function demoAppRoutes(app: FastifyInstance, context: WebContext, issuer: string): void {
  const { limits, settings } = context;
  const { baseUrl, secureCookies } = settings;
  const demoApp = createDemoApp({
    issuer,
    callbackUrl: `${baseUrl}${path}/callback`,
    dataUrl: `${baseUrl}/Reso/OData/Property?$top=3`,
  });

  function answer(reply: FastifyReply, visitor: string, { clientId, error } = blank): FastifyReply {
    const model = { clientId, error, callbackUrl: demoApp.callbackUrl, seen: demoApp.seen(visitor) };
    const title = error === '' ? 'Demo app' : 'Please check: Demo app';
    return show(context, reply, error === '' ? 200 : 422, 'demo-app', { title, staff: null }, model);
  }

  app.get(path, { config: limits.links }, async (request, reply) => answer(reply, visitorOf(request) ?? ''));

  app.post(`${path}/sign-in`, { config: limits.signIn }, async (request, reply) => {
    const form = formOf(request.body);
    const clientId = form['client_id']?.trim() ?? '';
    const secret = form['client_secret']?.trim() ?? '';
    if (clientId === '' || secret === '')
      return answer(reply, '', { clientId, error: 'Both are needed: client id and secret.' });
    const visitor = newToken();
    try {
      const next = await demoApp.start(visitor, clientId, secret);
      reply.setCookie(cookieName, visitor, { path, httpOnly: true, sameSite: 'lax', secure: secureCookies });
      clearCache(reply);
      return await reply.redirect(next, 303);
    } catch (error) {
      return answer(reply, '', { clientId, error: wordsOf(error) });
    }
  });

  app.get(`${path}/callback`, { config: limits.links }, async (request, reply) => {
    try {
      await demoApp.comeBack(visitorOf(request) ?? '', new URL(request.url, baseUrl));
      return await reply.redirect(path, 303);
    } catch (error) {
      return answer(reply, '', { clientId: '', error: wordsOf(error) });
    }
  });

  app.post(`${path}/sign-out`, { config: limits.links }, async (request, reply) => {
    const next = demoApp.signOut(visitorOf(request) ?? '');
    reply.clearCookie(cookieName, { path });
    return reply.redirect(next ?? path, 303);
  });
}

function visitorOf({ cookies }: FastifyRequest): string | undefined {
  return parseToken(cookies[cookieName]);
}

/** @throws what is no failure of the demo app's own */
function wordsOf(error: unknown): string {
  if (error instanceof DemoAppError) return error.message;
  throw error;
}
