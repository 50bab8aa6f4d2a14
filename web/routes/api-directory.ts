import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { WebContext } from '../deps';
import { offersByMls } from '../offers';
import { developer, mls, plan } from '../schemas';

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
    async () => ({ developers: await store.directory.developers() }),
  );
}
