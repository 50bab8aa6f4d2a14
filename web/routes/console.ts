import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebContext } from '../deps';
import { formOf, readReason } from '../forms';
import { order, orderKinds, orderPaths } from '../orders';
import type { FieldError } from '../problem';
import { HttpProblem, notFound } from '../problem';
import { show } from '../reply';
import { requestModel, requestRow } from '../request-view';
import { staffOf } from '../session';
import { newDeveloperRoutes } from './new-developer';
import { newRequestRoutes } from './new-request';
import { consolePathOr } from './sign-in';

const pageSize = 25;
const states = ['open', 'settled'] as const;

type WithId = FastifyRequest<{ Params: { id: string } }>;
type WithSearch = FastifyRequest<{ Querystring: { search?: string; state?: string; page?: string } }>;

/** What staff see and do. Every route in this scope needs a session. */
export async function consoleRoutes(app: FastifyInstance, context: WebContext): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const staff = await context.sessions.whoIs(request);
    if (!staff) {
      const next = request.method === 'GET' ? consolePathOr(request.url, '/console') : '/console';
      return reply.redirect(`/console/sign-in?next=${encodeURIComponent(next)}`, 303);
    }
    request.staff = staff;
    return undefined;
  });

  app.get('/console', async (request: WithSearch, reply) => showList(context, request, reply));
  newDeveloperRoutes(app, context);
  newRequestRoutes(app, context);
  app.get('/console/requests/:id', async (request: WithId, reply) => showRequest(context, request, reply, 200, null));

  for (const kind of orderKinds) {
    app.post(`/console/requests/:id/${orderPaths[kind]}`, async (request: WithId, reply) => {
      const { id } = request.params;
      const reason = readReason(formOf(request.body));
      if (typeof reason !== 'string') return showRequest(context, request, reply, 422, reason);
      try {
        await order(context, kind, id, staffOf(request).name, reason);
      } catch (error) {
        if (!(error instanceof HttpProblem) || error.statusCode !== 409) throw error;
        const late = { field: 'reason', problem: `${error.title}.`, remedy: error.detail };
        return showRequest(context, request, reply, 409, late);
      }
      return reply.redirect(`/console/requests/${encodeURIComponent(id)}`, 303);
    });
  }
}

async function showList({ store, pages }: WebContext, request: WithSearch, reply: FastifyReply): Promise<FastifyReply> {
  const search = (request.query.search ?? '').trim().slice(0, 100);
  const state = states.find((each) => each === request.query.state);
  const page = Math.min(Math.max(1, Math.trunc(Number(request.query.page)) || 1), 10_000);
  const found = await store.requests.list({
    ...(search === '' ? {} : { search }),
    ...(state === undefined ? {} : { settled: state === 'settled' }),
    limit: pageSize + 1,
    offset: (page - 1) * pageSize,
  });
  const href = (more: { state?: string | undefined; page?: number }) => {
    const query = new URLSearchParams({
      ...(search ? { search } : {}),
      ...(more.state ? { state: more.state } : {}),
      ...(more.page && more.page > 1 ? { page: String(more.page) } : {}),
    });
    return query.size > 0 ? `/console?${query.toString()}` : '/console';
  };
  return show(
    { pages },
    reply,
    200,
    'requests',
    { title: 'Requests', staff: staffOf(request).name },
    {
      search,
      state: state ?? '',
      filters: [undefined, ...states].map((each) => ({
        href: href({ state: each }),
        label: each === undefined ? 'All' : each === 'open' ? 'Open' : 'Settled',
        isCurrent: each === state,
      })),
      rows: found.slice(0, pageSize).map(requestRow),
      isFiltered: search !== '' || state !== undefined || page > 1,
      previous: page > 1 ? href({ state, page: page - 1 }) : null,
      following: found.length > pageSize ? href({ state, page: page + 1 }) : null,
    },
  );
}

async function showRequest(
  { store, pages }: WebContext,
  request: WithId,
  reply: FastifyReply,
  status: number,
  error: FieldError | null,
): Promise<FastifyReply> {
  const { id } = request.params;
  const file = await store.requests.file(id);
  if (!file) throw notFound();
  const [events, letters] = await Promise.all([store.audit.ofRequest(id), store.letters.ofRequest(id)]);
  const model = requestModel(file, events, letters, error);
  return show({ pages }, reply, status, 'request', { title: model.ref, staff: staffOf(request).name }, model);
}
