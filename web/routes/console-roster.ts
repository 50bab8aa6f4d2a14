import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rosterFormats } from '../../rosters/files';
import type { SignedRoster } from '../../rosters/signed-roster';
import type { WebContext } from '../deps';
import { notFound } from '../problem';
import { registerFile } from '../register-desk';
import { show } from '../reply';
import { fileOf, newestRoster, newRoster, rosterOr404 } from '../roster-desk';
import { rostersPath } from '../roster-paths';
import { rosterModel } from '../roster-view';
import { staffOf } from '../session';

type WithMls = FastifyRequest<{ Params: { id: string; roster: string; format: string } }>;
const keptShown = 24;

/** What an MLS has granted: made when somebody wants it, kept, and handed out as a file. */
export function consoleRosterRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/mlses/:id/roster', async (request: WithMls, reply) =>
    showRoster(context, request, reply, await newestRoster(context, request.params.id)),
  );

  app.post('/console/mlses/:id/rosters', async (request: WithMls, reply) => {
    const { id } = await newRoster(context, request.params.id, staffOf(request).name);
    return reply.redirect(rostersPath(request.params.id, id), 303);
  });

  app.get('/console/mlses/:id/rosters/:roster', async (request: WithMls, reply) => {
    const { id, roster } = request.params;
    return showRoster(context, request, reply, await rosterOr404(context, id, roster));
  });

  app.get('/console/mlses/:id/rosters/:roster/:format', async (request: WithMls, reply) => {
    const { id, roster } = request.params;
    const format = rosterFormats.find((each) => each === request.params.format);
    if (!format) throw notFound();
    const { name, type, bytes } = await fileOf(context, await rosterOr404(context, id, roster), format);
    return reply.header('content-disposition', `attachment; filename="${name}"`).type(type).send(bytes);
  });
}

async function showRoster(
  context: WebContext,
  request: WithMls,
  reply: FastifyReply,
  shown: SignedRoster | undefined,
): Promise<FastifyReply> {
  const file = await registerFile(context, request.params.id);
  const kept = await context.store.rosters.list(request.params.id, keptShown);
  const frame = { title: `Roster of ${file.register.mls.name}`, staff: staffOf(request).name };
  return show(context, reply, 200, 'roster', frame, rosterModel(file, kept, shown));
}
