import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { grantStates } from '../../domain/grant';
import { grantOrders } from '../../domain/refuse-grant-order';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { grantChangeBody, takeInChange } from '../grant-change';
import { anyGrantOrder, grantFile, orderGrant } from '../grant-orders';
import { detailGrant, grantDetail, grantSummary, summarizeGrant } from '../grant-schemas';
import { HttpProblem } from '../problem';
import { problem, requestDetail } from '../schemas';
import { staffOf } from '../session';
import { startChange } from '../start-change';
import { keyReused, sendStarted, startHeaders, unfit } from './api-requests';

const id = z.string().max(100).refine(isPlainText);
const params = z.object({ id });
const problems = { 400: problem, 401: problem, 404: problem };

/** What MLSs have granted: looked at, ordered about, renewed and changed. */
export function apiGrantRoutes(scope: FastifyInstance, context: WebContext): void {
  readRoutes(scope, context);
  orderRoutes(scope, context);
  changeRoute(scope, context);
}

function readRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/grants',
    {
      schema: {
        summary: 'What MLSs have granted, newest first',
        querystring: z.strictObject({
          search: z
            .string()
            .trim()
            .max(100)
            .optional()
            .describe('In ids and names of MLS, plan, developer and product.'),
          mlsId: id.optional(),
          developerId: id.optional(),
          state: z.enum(grantStates).optional().describe('Only those that stand so now.'),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
        }),
        response: { 200: z.object({ grants: z.array(grantSummary) }), ...problems },
      },
    },
    async ({ query }) => ({ grants: (await context.store.grants.list(query)).map(summarizeGrant) }),
  );

  app.get(
    '/grants/:id',
    {
      schema: {
        summary: 'Where a grant stands, with its keys, what happened to it, and how it was changed',
        params,
        response: { 200: grantDetail, ...problems },
      },
    },
    (request) => read(context, request.params.id),
  );
}

function orderRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  for (const order of grantOrders) {
    const { path, summary, body } = anyGrantOrder[order];
    app.post(
      `/grants/:id/${path}`,
      { schema: { summary, params, body, response: { 200: grantDetail, ...problems, 409: problem } } },
      async (request) => {
        await orderGrant(context, order, request.params.id, staffOf(request), request.body);
        return read(context, request.params.id);
      },
    );
  }
}

function changeRoute(scope: FastifyInstance, context: WebContext): void {
  scope.withTypeProvider<ZodTypeProvider>().post(
    '/grants/:id/changes',
    {
      schema: {
        summary: 'Ask for a renewal or a change of a grant for its developer; the first approvers are asked at once',
        headers: startHeaders,
        params,
        body: grantChangeBody,
        response: { 201: requestDetail, 200: requestDetail, ...problems, 409: problem },
      },
    },
    async (request, reply) => {
      const file = await grantFile(context, request.params.id);
      const key = request.headers['idempotency-key'];
      const intake = await takeInChange(context.store, file, request.body, staffOf(request), key);
      if (intake.kind === 'unfit') throw unfit(intake.errors);
      const started = await startChange(context, intake.request);
      switch (started.kind) {
        case 'refused':
          throw new HttpProblem(409, 'Not possible now', started.because);
        case 'key-reused':
          throw keyReused(started.requestId);
        case 'started':
        case 'repeated':
          return sendStarted(context.store, reply, started.kind, started.requestId);
      }
    },
  );
}

/** @throws HttpProblem 404 */
async function read(context: WebContext, grantId: string) {
  return detailGrant(await grantFile(context, grantId));
}
