import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebContext } from '../deps';
import { formOf } from '../forms';
import { mailRow } from '../mail-view';
import { readOrder } from '../order-form';
import { carryOut, orderNames, orders } from '../orders';
import { HttpProblem, notFound } from '../problem';
import { show } from '../reply';
import { type Attempt, requestModel } from '../request-view';
import { staffOf } from '../session';

/** More are found in the list of mails. */
const mailsShown = 50;

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** One request, and what staff can do with it. */
export function consoleRequestRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/requests/:id', async (request: WithId, reply) => showRequest(context, request, reply, 200, null));

  for (const name of orderNames) {
    app.post(`/console/requests/:id/${orders[name].path}`, async (request: WithId, reply) => {
      const { id } = request.params;
      const path = `/console/requests/${id}/${orders[name].path}`;
      const read = readOrder(name, formOf(request.body));
      if (read.kind === 'unfit') return showRequest(context, request, reply, 422, { path, error: read.error });
      try {
        await carryOut(context, name, id, staffOf(request), read.body);
      } catch (error) {
        if (!(error instanceof HttpProblem) || error.statusCode !== 409) throw error;
        const late = { field: 'reason', problem: `${error.title}.`, remedy: error.detail };
        return showRequest(context, request, reply, 409, { path, error: late });
      }
      return reply.redirect(`/console/requests/${encodeURIComponent(id)}`, 303);
    });
  }

  app.post('/console/tasks/:id/closing', async (request: WithId, reply) => {
    const closed = await context.store.tasks.close(request.params.id, staffOf(request).name);
    if (!closed) throw new HttpProblem(409, 'Not open any more', 'Somebody closed this task before, or it never was.');
    return reply.redirect(`/console/requests/${closed.requestId}`, 303);
  });
}

async function showRequest(
  { store, pages }: WebContext,
  request: WithId,
  reply: FastifyReply,
  status: number,
  attempt: Attempt | null,
): Promise<FastifyReply> {
  const { id } = request.params;
  const staff = staffOf(request);
  const file = await store.requests.file(id);
  if (!file) throw notFound();
  const { ask } = file.request;
  const [events, letters, tasks, mails, vouchings, register, registrations] = await Promise.all([
    store.audit.ofRequest(id),
    store.letters.ofRequest(id),
    store.tasks.ofRequest(id),
    store.mails.list({ requestId: id, limit: mailsShown, offset: 0 }),
    store.orders.vouchings(id),
    store.directory.register(ask.mls.id, ask.plan),
    store.requests.list({ kind: 'registration', developerId: ask.requester.id, limit: 10, offset: 0 }),
  ]);
  const mailRows = mails.map((mail) => mailRow(mail, ask.mls.timeZone));
  const scene = { file, events, letters, tasks, mails: mailRows, vouchings, register, registrations, staff };
  const model = requestModel(scene, attempt);
  return show({ pages }, reply, status, 'request', { title: model.ref, staff: staff.name }, model);
}
