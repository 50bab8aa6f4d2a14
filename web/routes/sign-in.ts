import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPassword } from '../../secrets/password';
import type { WebContext } from '../deps';
import { formOf } from '../forms';
import type { SignInModel } from '../pages/models';
import { clearCache, show } from '../reply';

/** The only places that signing in may lead to. */
const consolePath = /^\/console(?:\/requests\/(?:new|[\w-]{1,64})|\/mails(?:\/[\w-]{1,64})?)?$/;
const longestPassword = 1_000;

export function consolePathOr(path: string | undefined, otherwise: string): string {
  return path !== undefined && consolePath.test(path) ? path : otherwise;
}

export function signInRoutes(app: FastifyInstance, context: WebContext): void {
  const { store, sessions } = context;

  app.get('/console/sign-in', async (request: FastifyRequest<{ Querystring: { next?: string } }>, reply) =>
    showSignIn(context, reply, 200, { email: '', next: consolePathOr(request.query.next, '/console'), error: '' }),
  );

  app.post('/console/sign-in', { config: context.limits.signIn }, async (request, reply) => {
    const form = formOf(request.body);
    const { email = '', password = '' } = form;
    const next = consolePathOr(form['next'], '/console');
    const person = await store.staff.byEmail(email.trim().toLowerCase());
    const isKnown = await isPassword(
      person?.active ? person.passwordHash : undefined,
      password.slice(0, longestPassword),
    );
    if (!person || !isKnown) {
      return showSignIn(context, reply, 422, { email, next, error: 'Email or password is not right.' });
    }
    await sessions.open(request, reply, person.id);
    return reply.redirect(next, 303);
  });

  app.post('/console/sign-out', async (request, reply) => {
    await sessions.close(request, reply);
    clearCache(reply);
    return reply.redirect('/console/sign-in', 303);
  });
}

function showSignIn(context: WebContext, reply: FastifyReply, status: number, model: SignInModel): FastifyReply {
  return show(context, reply, status, 'sign-in', { title: 'Sign in', staff: null }, model);
}
