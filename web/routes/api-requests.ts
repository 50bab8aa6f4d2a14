import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Party } from '../../domain/party';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { newContactBody, takeInContact } from '../contact-intake';
import { idempotencyKeyPattern, type Intake, newRequestBody, takeIn } from '../intake';
import { migrationFor } from '../migration';
import { anyOrder, carryOut, orderNames } from '../orders';
import { type FieldError, HttpProblem, notFound } from '../problem';
import { migration } from '../chain-schemas';
import { auditEvent, detail, problem, requestDetail, requestSummary, summarize } from '../schemas';
import { staffOf } from '../session';
import { listStates, stateFilter } from '../list-states';

const params = z.object({ id: z.string().max(100).refine(isPlainText) });
const problems = { 400: problem, 401: problem, 404: problem };
export const startHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(idempotencyKeyPattern, 'must be 1 to 200 visible ASCII characters')
    .describe('The same key starts one request, however often it is sent.'),
});

export function apiRequestRoutes(scope: FastifyInstance, context: WebContext): void {
  startRoute(scope, context, {
    path: '/requests',
    summary: 'Start a request for a developer; the first approvers are asked at once',
    body: newRequestBody,
    intake: (body, by, idempotencyKey) => takeIn(context, body, by, idempotencyKey),
  });
  startRoute(scope, context, {
    path: '/requests/direct',
    summary: 'Ask an MLS directly, where no data plan fits or an OpenID Connect key is wanted',
    body: newContactBody,
    intake: (body, by, idempotencyKey) => takeInContact(context.store, body, by, idempotencyKey),
  });
  readRoutes(scope, context);
  migrationRoute(scope, context);
  orderRoutes(scope, context);
}

/** A kind of request that can be started. */
interface Way<Body extends z.ZodType> {
  readonly path: string;
  readonly summary: string;
  readonly body: Body;
  intake(body: z.output<Body>, startedBy: Party, idempotencyKey: string): Promise<Intake>;
}

function startRoute<Body extends z.ZodType>(
  scope: FastifyInstance,
  { store, relay }: WebContext,
  { path, summary, body: schema, intake: takeInBody }: Way<Body>,
): void {
  scope.withTypeProvider<ZodTypeProvider>().post(
    path,
    {
      schema: {
        summary,
        headers: startHeaders,
        body: schema,
        response: { 201: requestDetail, 200: requestDetail, ...problems, 409: problem },
      },
    },
    async (request, reply) => {
      const { 'idempotency-key': idempotencyKey } = request.headers;
      // Parsed by the schema above, which the types cannot tell of a schema they do not know.
      const body = request.body as z.output<Body>;
      const intake = await takeInBody(body, staffOf(request), idempotencyKey);
      if (intake.kind === 'unfit') throw unfit(intake.errors);
      const outcome = await store.requests.start(intake.request);
      if (outcome.kind === 'key-reused') throw keyReused(outcome.requestId);
      if (outcome.kind === 'started') await relay.tell(outcome.dispatch);
      return sendStarted(store, reply, outcome.kind, outcome.request.id);
    },
  );
}

/** Answers with a request that was started, or had been before. */
export async function sendStarted(
  store: WebContext['store'],
  reply: FastifyReply,
  kind: 'started' | 'repeated',
  id: string,
): Promise<FastifyReply> {
  return reply
    .code(kind === 'started' ? 201 : 200)
    .header('location', `/api/v1/requests/${id}`)
    .send(await read(store, id));
}

export function unfit(errors: readonly FieldError[]): HttpProblem {
  return new HttpProblem(400, 'This request cannot be started', 'Some fields must change first.', errors);
}

export function keyReused(requestId: string): HttpProblem {
  const remedy = 'Send a new key, or the same content.';
  const errors = [{ field: 'idempotency-key', problem: `It started ${requestId}.`, remedy }];
  return new HttpProblem(409, 'Key used before', 'That idempotency key started another request.', errors);
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
          state: z.enum(listStates).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
        }),
        response: { 200: z.object({ requests: z.array(requestSummary) }), ...problems },
      },
    },
    async ({ query: { search, state, limit, offset } }) => {
      const files = await store.requests.list({
        ...(search ? { search } : {}),
        ...stateFilter(state),
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

function migrationRoute(scope: FastifyInstance, { store }: WebContext): void {
  scope.withTypeProvider<ZodTypeProvider>().get(
    '/requests/:id/migration',
    {
      schema: {
        summary: "What would become of a request under the MLS's present chain",
        params,
        response: { 200: migration, ...problems, 409: problem },
      },
    },
    async ({ params: { id } }) => {
      const file = await store.requests.file(id);
      if (!file) throw notFound();
      const seen = await migrationFor(store, file);
      if (seen.kind === 'drawn') return seen.migration;
      throw new HttpProblem(409, 'No chain to move to', 'The chain cannot be drawn up now.', seen.errors);
    },
  );
}

function orderRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  for (const name of orderNames) {
    const { path, summary, body } = anyOrder[name];
    app.post(
      `/requests/:id/${path}`,
      {
        schema: {
          summary,
          params,
          body,
          response: { 200: requestDetail, 202: requestDetail, ...problems, 409: problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const done = await carryOut(context, name, id, staffOf(request), request.body);
        return reply.code(done === 'asked' ? 202 : 200).send(await read(context.store, id));
      },
    );
  }
}

/** @throws HttpProblem 404 */
async function read({ requests, letters, orders, tasks, mails }: WebContext['store'], id: string) {
  const [file, written, overrides, open, unreachable] = await Promise.all([
    requests.file(id),
    letters.ofRequest(id),
    orders.vouchings(id),
    tasks.ofRequest(id),
    mails.unreachable(id),
  ]);
  if (!file) throw notFound();
  return detail(file, written, overrides, open, unreachable);
}
