import type { FastifyInstance } from 'fastify';
import type { WebContext } from '../deps';
import { openLink, type WithToken } from '../links';
import { show, tell } from '../reply';
import { standingModel } from '../standing-view';

/** The developer's page to follow a request: whose turn it is, since when, what comes next. It holds no secret. */
export function statusRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/status/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { file, link } = await openLink(context, 'status', request.params.token);
    if (link.isExpired) {
      return tell(context, reply, 410, {
        heading: 'This page has expired',
        lines: [`Write to ${context.settings.supportEmail} to hear about your request.`],
      });
    }
    return show(context, reply, 200, 'status', { title: 'Your request', staff: null }, standingModel(file));
  });
}
