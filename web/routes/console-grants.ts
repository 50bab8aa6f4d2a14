import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GrantState, grantStates } from '../../domain/grant';
import { type GrantOrderKind, grantOrders } from '../../domain/refuse-grant-order';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { formOf, readReason } from '../forms';
import { grantModel } from '../grant-model';
import { anyGrantOrder, grantFile, orderGrant } from '../grant-orders';
import { staffDesk } from '../grant-desk';
import { grantRow } from '../grant-view';
import { stateLabels } from '../grant-words';
import { listHref } from '../list-href';
import { type FieldError, HttpProblem } from '../problem';
import { show } from '../reply';
import { staffOf } from '../session';

const pageSize = 25;

type WithSearch = FastifyRequest<{ Querystring: { search?: string; state?: string; page?: string } }>;
type WithId = FastifyRequest<{ Params: { id: string } }>;

/** What MLSs have granted, and what staff can do about it. */
export function consoleGrantRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/grants', async (request: WithSearch, reply) => showList(context, request, reply));

  app.get('/console/grants/:id', async (request: WithId, reply) => showGrant(context, request, reply, 200, null));

  for (const kind of grantOrders) {
    const { path } = anyGrantOrder[kind];
    app.post(`/console/grants/:id/${path}`, async (request: WithId, reply) => {
      const { id } = request.params;
      const order = `/console/grants/${id}/${path}`;
      const read = readGrantOrder(kind, formOf(request.body));
      if ('error' in read) return showGrant(context, request, reply, 422, { path: order, error: read.error });
      try {
        await orderGrant(context, kind, id, staffOf(request), read.body);
      } catch (failure) {
        if (!(failure instanceof HttpProblem) || failure.statusCode !== 409) throw failure;
        const late = { field: 'reason', problem: `${failure.title}.`, remedy: failure.detail };
        return showGrant(context, request, reply, 409, { path: order, error: late });
      }
      return reply.redirect(`/console/grants/${encodeURIComponent(id)}`, 303);
    });
  }
}

/** An order as its form sends it, or the first thing that is wrong with it. */
function readGrantOrder(kind: GrantOrderKind, form: Form): { readonly body: unknown } | { readonly error: FieldError } {
  const reason = readReason(form);
  if (typeof reason !== 'string') return { error: reason };
  if (kind === 'revoke' && form['sure'] !== 'yes') return { error: notSure };
  if (kind !== 'rotate') return { body: { reason } };
  const parsed = anyGrantOrder.rotate.body.safeParse({ reason, overlapDays: Number(form['overlapDays'] || NaN) });
  return parsed.success ? { body: parsed.data } : { error: noOverlap };
}

const notSure: FieldError = {
  field: 'sure',
  problem: 'Nothing is ticked.',
  remedy: 'Tick that you know that this cannot be undone.',
};

const noOverlap: FieldError = {
  field: 'overlapDays',
  problem: 'Nothing is chosen.',
  remedy: 'Choose how long the old key goes on.',
};

/** An order that was tried on the page and not taken. */
interface Tried {
  readonly path: string;
  readonly error: FieldError;
}

async function showGrant(
  context: WebContext,
  request: WithId,
  reply: FastifyReply,
  status: number,
  tried: Tried | null,
): Promise<FastifyReply> {
  const file = await grantFile(context, request.params.id);
  const open = file.openChangeId === null ? undefined : await context.store.requests.file(file.openChangeId);
  const model = grantModel(file, open, tried);
  const frame = { title: `Grant ${model.ref}`, staff: staffOf(request).name };
  return show(context, reply, status, 'grant', frame, model);
}

async function showList(context: WebContext, request: WithSearch, reply: FastifyReply): Promise<FastifyReply> {
  const search = (request.query.search ?? '').trim().slice(0, 100);
  const page = Math.min(Math.max(1, Math.trunc(Number(request.query.page)) || 1), 10_000);
  const state = grantStates.find((each) => each === request.query.state);
  const found = await context.store.grants.list({ search, state, limit: pageSize + 1, offset: (page - 1) * pageSize });
  const href = (to: GrantState | undefined, number: number) =>
    listHref(staffDesk.grants, { search, state: to }, number);
  const model = {
    search,
    state: state ?? '',
    filters: [undefined, ...grantStates].map((each) => ({
      href: href(each, 1),
      label: each === undefined ? 'All' : stateLabels[each],
      isCurrent: each === state,
    })),
    rows: found.slice(0, pageSize).map((file) => grantRow(file, staffDesk)),
    isFiltered: search !== '' || state !== undefined || page > 1,
    previous: page > 1 ? href(state, page - 1) : null,
    following: found.length > pageSize ? href(state, page + 1) : null,
  };
  return show(context, reply, 200, 'grants', { title: 'Grants', staff: staffOf(request).name }, model);
}
