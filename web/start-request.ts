import type { FastifyReply } from 'fastify';
import type { NewRequest } from '../store/port';
import type { WebContext } from './deps';
import type { Frame } from './pages/models';
import { tell } from './reply';

/** Starts what a form asks for, once however often it is sent, and leads to the page of the request, which stands under `pages`. */
export async function startOnce(
  context: WebContext,
  reply: FastifyReply,
  request: NewRequest,
  pages: string,
  who: Omit<Frame, 'title'>,
): Promise<FastifyReply> {
  const outcome = await context.store.requests.start(request);
  if (outcome.kind === 'key-reused') {
    const back = { href: `${pages}/${outcome.requestId}`, label: 'Show that request' };
    const lines = ['This form was sent before with other content, and started a request then.'];
    return tell(context, reply, 409, { heading: 'Already sent', lines, back }, who);
  }
  if (outcome.kind === 'started') await context.relay.tell(outcome.dispatch);
  return reply.redirect(`${pages}/${outcome.request.id}`, 303);
}
