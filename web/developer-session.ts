import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../store/port';
import type { WebContext } from './deps';

declare module 'fastify' {
  interface FastifyRequest {
    /** The developer who is signed in; null where nobody needs to be. */
    developer: Account | null;
  }
}

/** The only places that signing in may lead to. */
const accountPath = /^\/(?:account|contact|datamart|enrolments)(?:\/[\w-]{1,100}){0,3}(?:\?[\w=&%+.-]{0,300})?$/;
/** Where to go after signing in, kept by the browser that asked: the mail's link cannot know it. */
const nextCookie = 'countersign-next';
const nextSeconds = 900;

export function accountPathOr(path: string | undefined, otherwise: string): string {
  return path !== undefined && accountPath.test(path) ? path : otherwise;
}

/** Lets only signed-in developers into this scope; others are sent to sign in, and come back. */
export function requireDeveloper(scope: FastifyInstance, { developerSessions }: WebContext): void {
  scope.addHook('onRequest', async (request, reply) => {
    const developer = await developerSessions.whoIs(request);
    if (!developer) {
      const next = request.method === 'GET' ? accountPathOr(request.url, '/account') : '/account';
      return reply.redirect(`/sign-in?next=${encodeURIComponent(next)}`, 303);
    }
    request.developer = developer;
    return undefined;
  });
}

/** The signed-in developer, in a scope whose hook lets nobody else in. */
export function developerOf(request: FastifyRequest): Account {
  if (!request.developer) throw new Error('This route is outside the signed-in scope.');
  return request.developer;
}

export function rememberNext(reply: FastifyReply, next: string, { settings }: WebContext): void {
  const secure = settings.secureCookies;
  reply.setCookie(nextCookie, next, { path: '/sign-in', httpOnly: true, sameSite: 'lax', secure, maxAge: nextSeconds });
}

/** Where the browser wanted to go, told once. */
export function recallNext(request: FastifyRequest, reply: FastifyReply): string {
  reply.clearCookie(nextCookie, { path: '/sign-in' });
  return accountPathOr(request.cookies[nextCookie], '/account');
}
