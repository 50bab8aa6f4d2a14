import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Staff } from '../store/port';
import { hashToken, newToken } from '../secrets/token';
import type { WebSettings } from './settings';
import { parseToken } from './token';

const sessionMs = 12 * 3_600_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; null where nobody needs to be. */
    staff: Staff | null;
  }
}

/** Signed-in people of one kind: each kind has a cookie of its own. */
export interface Sessions<P> {
  /** The person behind the bearer token or, without one, the cookie. */
  whoIs(request: FastifyRequest): Promise<P | undefined>;
  /** Starts a session under a new id; whatever id the browser brought is ended, so that none can be planted. */
  open(request: FastifyRequest, reply: FastifyReply, personId: string): Promise<void>;
  close(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** Where the sessions of one kind of people are kept. */
interface SessionStore<P> {
  openSession(personId: string, tokenHash: Uint8Array, forMs: number): Promise<void>;
  session(tokenHash: Uint8Array): Promise<P | undefined>;
  closeSession(tokenHash: Uint8Array): Promise<void>;
}

export function createSessions<P>(
  store: SessionStore<P>,
  cookie: string,
  { secureCookies }: Pick<WebSettings, 'secureCookies'>,
): Sessions<P> {
  const name = secureCookies ? `__Host-${cookie}` : cookie;
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: secureCookies } as const;

  async function end(request: FastifyRequest): Promise<void> {
    const token = parseToken(request.cookies[name]);
    if (token) await store.closeSession(hashToken(token));
  }

  return {
    async whoIs(request) {
      const { authorization } = request.headers;
      const token = parseToken(
        authorization === undefined ? request.cookies[name] : /^Bearer (\S+)$/i.exec(authorization)?.[1],
      );
      return token ? store.session(hashToken(token)) : undefined;
    },

    async open(request, reply, personId) {
      await end(request);
      const token = newToken();
      await store.openSession(personId, hashToken(token), sessionMs);
      reply.setCookie(name, token, { ...options, maxAge: sessionMs / 1000 });
    },

    async close(request, reply) {
      await end(request);
      reply.clearCookie(name, options);
    },
  };
}

/** The signed-in person, in a scope whose hook lets nobody else in. */
export function staffOf(request: FastifyRequest): Staff {
  if (!request.staff) throw new Error('This route is outside the signed-in scope.');
  return request.staff;
}
