import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebContext } from '../deps';
import { migrationFor } from '../migration';
import { migrationModel } from '../migration-view';
import { notFound } from '../problem';
import { show } from '../reply';
import { staffOf } from '../session';

/** What a request would become under the MLS's present chain, before anybody decides to move it there. */
export function consoleMigrationRoutes(app: FastifyInstance, { store, pages }: WebContext): void {
  app.get('/console/requests/:id/migration', async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const file = await store.requests.file(request.params.id);
    if (!file) throw notFound();
    const model = migrationModel(file, await migrationFor(store, file), null);
    const frame = { title: `Chain of ${model.ref}`, staff: staffOf(request).name };
    return show({ pages }, reply, 200, 'migration', frame, model);
  });
}
