import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Staff, Store } from '../store/port';
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

export interface Sessions {
  /** The person behind the bearer token or, without one, the cookie. */
  whoIs(request: FastifyRequest): Promise<Staff | undefined>;
  /** Starts a session under a new id; whatever id the browser brought is ended, so that none can be planted. */
  open(request: FastifyRequest, reply: FastifyReply, staffId: string): Promise<void>;
  close(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

export function createSessions({ staff }: Store, { secureCookies }: WebSettings): Sessions {
  const name = secureCookies ? '__Host-countersign' : 'countersign';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: secureCookies } as const;

  async function end(request: FastifyRequest): Promise<void> {
    const token = parseToken(request.cookies[name]);
    if (token) await staff.closeSession(hashToken(token));
  }

  return {
    async whoIs(request) {
      const { authorization } = request.headers;
      const token = parseToken(
        authorization === undefined ? request.cookies[name] : /^Bearer (\S+)$/i.exec(authorization)?.[1],
      );
      return token ? staff.session(hashToken(token)) : undefined;
    },

    async open(request, reply, staffId) {
      await end(request);
      const token = newToken();
      await staff.openSession(staffId, hashToken(token), sessionMs);
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
