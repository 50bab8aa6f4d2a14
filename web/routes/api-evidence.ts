import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { bundleOf } from '../evidence-bundle';
import { evidenceBundle } from '../evidence-schemas';
import { notFound } from '../problem';
import { problem } from '../schemas';

const params = z.object({ id: z.string().max(100).refine(isPlainText) });

export function apiEvidenceRoutes(scope: FastifyInstance, { store }: WebContext): void {
  scope.withTypeProvider<ZodTypeProvider>().get(
    '/requests/:id/evidence',
    {
      schema: {
        summary: 'All that shows how a request was decided, to be checked offline',
        params,
        response: { 200: evidenceBundle, 400: problem, 401: problem, 404: problem },
      },
    },
    async ({ params: { id } }) => {
      const bundle = await bundleOf(store, id);
      if (!bundle) throw notFound();
      return bundle;
    },
  );
}
