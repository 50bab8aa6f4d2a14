import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { WebContext } from '../deps';
import { offersByMls } from '../offers';
import { meet, newDeveloperBody } from '../new-developer';
import { HttpProblem } from '../problem';
import { developer, mls, plan, problem } from '../schemas';

/** Who and what a request can name. */
export function apiDirectoryRoutes(scope: FastifyInstance, { store }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/mlses',
    { schema: { summary: 'MLSs with an offer', response: { 200: z.object({ mlses: z.array(mls) }) } } },
    async () => {
      const groups = offersByMls(await store.directory.offers());
      return { mlses: groups.map((group) => group.mls) };
    },
  );

  app.get(
    '/plans',
    { schema: { summary: 'Data plans', response: { 200: z.object({ plans: z.array(plan) }) } } },
    async () => ({ plans: (await store.directory.offers()).map((offer) => offer.plan) }),
  );

  app.get(
    '/developers',
    { schema: { summary: 'Developers', response: { 200: z.object({ developers: z.array(developer).readonly() }) } } },
    async () => ({ developers: await store.developers.list() }),
  );

  app.post(
    '/developers',
    {
      schema: {
        summary: 'Add a developer',
        body: newDeveloperBody,
        response: { 201: developer, 400: problem, 401: problem },
      },
    },
    async (request, reply) => {
      const meeting = await meet(store.developers, request.body);
      if (meeting.kind === 'added') return reply.code(201).send(meeting.developer);
      throw new HttpProblem(400, 'This developer cannot be added', 'Some fields must change first.', meeting.errors);
    },
  );
}
