import type { FastifyInstance } from 'fastify';
import type { WebContext } from '../deps';
import { show } from '../reply';

/** The first page: what this is, and where to go. */
export function welcomeRoutes(app: FastifyInstance, context: WebContext): void {
  const { mailboxUrl = null, temporalUiUrl = null, hasDemoApp = false } = context.settings;
  app.get('/', (_request, reply) =>
    show(context, reply, 200, 'welcome', { title: 'Welcome', staff: null }, { mailboxUrl, temporalUiUrl, hasDemoApp }),
  );
}
