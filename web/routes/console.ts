import type { FastifyInstance } from 'fastify';
import type { WebContext } from '../deps';
import { consoleChainRoutes } from './console-chain';
import { consoleGrantRoutes } from './console-grants';
import { consoleListRoutes } from './console-list';
import { consoleMailRoutes } from './console-mail';
import { consoleMailsRoutes } from './console-mails';
import { consoleMigrationRoutes } from './console-migration';
import { consoleRegisterRoutes } from './console-register';
import { consoleRequestRoutes } from './console-request';
import { consoleRosterRoutes } from './console-roster';
import { newContactRoutes } from './contact';
import { consoleGrantChangeRoutes } from './grant-change';
import { newDeveloperRoutes } from './new-developer';
import { newRequestRoutes } from './new-request';
import { consolePathOr } from './sign-in';

/** What staff see and do. Every route in this scope needs a session. */
export async function consoleRoutes(app: FastifyInstance, context: WebContext): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const staff = await context.sessions.whoIs(request);
    if (!staff) {
      const next = request.method === 'GET' ? consolePathOr(request.url, '/console') : '/console';
      return reply.redirect(`/console/sign-in?next=${encodeURIComponent(next)}`, 303);
    }
    request.staff = staff;
    return undefined;
  });
  consoleListRoutes(app, context);
  newDeveloperRoutes(app, context);
  newRequestRoutes(app, context);
  newContactRoutes(app, context);
  consoleRequestRoutes(app, context);
  consoleMigrationRoutes(app, context);
  consoleChainRoutes(app, context);
  consoleGrantRoutes(app, context);
  consoleGrantChangeRoutes(app, context);
  consoleMailsRoutes(app, context);
  consoleMailRoutes(app, context);
  consoleRegisterRoutes(app, context);
  consoleRosterRoutes(app, context);
}
