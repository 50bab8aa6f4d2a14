import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { idempotencyKeyPattern, newRequestBody, takeIn } from '../intake';
import { order, type OrderKind, orderKinds, orderPaths } from '../orders';
import { HttpProblem, notFound } from '../problem';
import { auditEvent, detail, problem, reasonBody, requestDetail, requestSummary, summarize } from '../schemas';
import { staffOf } from '../session';

const params = z.object({ id: z.string().max(100).refine(isPlainText) });
const problems = { 400: problem, 401: problem, 404: problem };
const key = z
  .string()
  .regex(idempotencyKeyPattern, 'must be 1 to 200 visible ASCII characters')
  .describe('The same key starts one request, however often it is sent.');

const orderSummaries: Readonly<Record<OrderKind, string>> = {
  withdraw: 'Take the request back',
  reissue: 'Disable the key and issue a new one in its place',
  disable: 'Disable the key',
};

export function apiRequestRoutes(scope: FastifyInstance, context: WebContext): void {
  startRoute(scope, context);
  readRoutes(scope, context);
  orderRoutes(scope, context);
}

function startRoute(scope: FastifyInstance, { store, relay }: WebContext): void {
  scope.withTypeProvider<ZodTypeProvider>().post(
    '/requests',
    {
      schema: {
        summary: 'Start a request for a developer; the first approvers are asked at once',
        headers: z.object({ 'idempotency-key': key }),
        body: newRequestBody,
        response: { 201: requestDetail, 200: requestDetail, ...problems, 409: problem },
      },
    },
    async (request, reply) => {
      const intake = await takeIn(store, request.body, staffOf(request), request.headers['idempotency-key']);
      if (intake.kind === 'unfit') {
        throw new HttpProblem(400, 'This request cannot be started', 'Some fields must change first.', intake.errors);
      }
      const outcome = await store.requests.start(intake.request);
      if (outcome.kind === 'key-reused') {
        const remedy = 'Send a new key, or the same content.';
        const errors = [{ field: 'idempotency-key', problem: `It started ${outcome.requestId}.`, remedy }];
        throw new HttpProblem(409, 'Key used before', 'That idempotency key started another request.', errors);
      }
      if (outcome.kind === 'started') await relay.tell(outcome.dispatch);
      const { id } = outcome.request;
      return reply
        .code(outcome.kind === 'started' ? 201 : 200)
        .header('location', `/api/v1/requests/${id}`)
        .send(await read(store, id));
    },
  );
}

function readRoutes(scope: FastifyInstance, { store }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/requests',
    {
      schema: {
        summary: 'Requests, newest first',
        querystring: z.strictObject({
          search: z.string().trim().max(100).optional().describe('In ids and names of MLS, plan and developer.'),
          state: z.enum(['open', 'settled']).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
        }),
        response: { 200: z.object({ requests: z.array(requestSummary) }), ...problems },
      },
    },
    async ({ query: { search, state, limit, offset } }) => {
      const files = await store.requests.list({
        ...(search ? { search } : {}),
        ...(state === undefined ? {} : { settled: state === 'settled' }),
        limit,
        offset,
      });
      return { requests: files.map(summarize) };
    },
  );

  app.get(
    '/requests/:id',
    { schema: { summary: 'Where a request stands', params, response: { 200: requestDetail, ...problems } } },
    (request) => read(store, request.params.id),
  );

  app.get(
    '/requests/:id/events',
    {
      schema: {
        summary: 'What happened to a request',
        params,
        querystring: z.strictObject({ after: z.coerce.number().int().min(0).max(2_147_483_647).default(0) }),
        response: { 200: z.object({ events: z.array(auditEvent).readonly() }), ...problems },
      },
    },
    async ({ params: { id }, query: { after } }) => {
      if (!(await store.requests.file(id))) throw notFound();
      return { events: await store.audit.ofRequest(id, after) };
    },
  );
}

function orderRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  for (const kind of orderKinds) {
    app.post(
      `/requests/:id/${orderPaths[kind]}`,
      {
        schema: {
          summary: orderSummaries[kind],
          params,
          body: reasonBody,
          response: { 200: requestDetail, ...problems, 409: problem },
        },
      },
      async (request) => {
        const { id } = request.params;
        await order(context, kind, id, staffOf(request).name, request.body.reason);
        return read(context.store, id);
      },
    );
  }
}

/** @throws HttpProblem 404 */
async function read({ requests, letters }: WebContext['store'], id: string) {
  const [file, written] = await Promise.all([requests.file(id), letters.ofRequest(id)]);
  if (!file) throw notFound();
  return detail(file, written);
}
