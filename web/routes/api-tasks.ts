import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Store, Task } from '../../store/port';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { notFound } from '../problem';
import { problem, task } from '../schemas';
import { staffOf } from '../session';

/** What waits for staff. */
export function apiTaskRoutes(scope: FastifyInstance, { store }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/tasks',
    {
      schema: {
        summary: 'Open tasks of staff, oldest first',
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50) }),
        response: { 200: z.object({ tasks: z.array(task).readonly() }), 400: problem, 401: problem },
      },
    },
    async ({ query: { limit } }) => ({ tasks: await store.tasks.open(limit) }),
  );

  app.post(
    '/tasks/:id/closing',
    {
      schema: {
        summary: 'Close a task: it is done, or needs nothing more',
        params: z.object({ id: z.string().max(100).refine(isPlainText) }),
        response: { 200: task, 400: problem, 401: problem, 404: problem },
      },
    },
    (request) => close(store, request.params.id, staffOf(request).name),
  );
}

/** @throws HttpProblem 404 when there is no such open task. */
async function close({ tasks }: Store, id: string, by: string): Promise<Task> {
  const closed = await tasks.close(id, by);
  if (!closed) throw notFound();
  return closed;
}
