import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuseWithout, supportOf, write } from '../conversation';
import { conversationModel } from '../conversation-view';
import type { WebContext } from '../deps';
import { formOf } from '../forms';
import { sendAttachment } from '../link-replies';
import { mailPath, mailRow } from '../mail-view';
import { readOrder } from '../order-form';
import { carryOut, orderNames, orders } from '../orders';
import { HttpProblem, notFound } from '../problem';
import { show } from '../reply';
import { type Attempt, requestModel } from '../request-view';
import { staffOf } from '../session';
import { acceptUploads, readUpload } from '../uploads';
import { readWriting, type WritingAttempt } from '../writing-form';

/** More are found in the list of mails. */
const mailsShown = 50;

type WithId = FastifyRequest<{ Params: { id: string } }>;
type WithFile = FastifyRequest<{ Params: { id: string; file: string } }>;

/** One request, and what staff can do with it. */
export function consoleRequestRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/requests/:id', async (request: WithId, reply) => showRequest(context, request, reply, 200, {}));

  app.get('/console/requests/:id/attachments/:file', async (request: WithFile, reply) => {
    const { id, file } = request.params;
    return sendAttachment(context, reply, id, file);
  });

  void app.register(async (scope) => {
    await acceptUploads(scope);
    scope.post('/console/requests/:id/messages', async (request: WithId, reply) => {
      const file = await context.store.requests.file(request.params.id);
      if (!file) throw notFound();
      refuseWithout(file);
      const writing = readWriting(await readUpload(request));
      if ('errors' in writing) return showRequest(context, request, reply, 422, { writing });
      await write(context, file, { ...writing, from: supportOf(context.settings, staffOf(request).name) });
      return reply.redirect(`/console/requests/${file.request.id}#conversation`, 303);
    });
  });

  for (const name of orderNames) {
    app.post(`/console/requests/:id/${orders[name].path}`, async (request: WithId, reply) => {
      const { id } = request.params;
      const path = `/console/requests/${id}/${orders[name].path}`;
      const read = readOrder(name, formOf(request.body));
      if (read.kind === 'unfit')
        return showRequest(context, request, reply, 422, { order: { path, error: read.error } });
      try {
        await carryOut(context, name, id, staffOf(request), read.body);
      } catch (error) {
        if (!(error instanceof HttpProblem) || error.statusCode !== 409) throw error;
        const late = { field: 'reason', problem: `${error.title}.`, remedy: error.detail };
        return showRequest(context, request, reply, 409, { order: { path, error: late } });
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

/** What was tried on the page and not taken. */
interface Tried {
  readonly order?: Attempt;
  readonly writing?: WritingAttempt;
}

async function showRequest(
  context: WebContext,
  request: WithId,
  reply: FastifyReply,
  status: number,
  { order, writing }: Tried,
): Promise<FastifyReply> {
  const { store, settings } = context;
  const { id } = request.params;
  const staff = staffOf(request);
  const file = await store.requests.file(id);
  if (!file) throw notFound();
  const { ask } = file.request;
  const place = { author: supportOf(settings, staff.name), page: `/console/requests/${id}`, mailPage: mailPath };
  const [events, letters, tasks, mails, unreachable, vouchings, register, registrations, conversation] =
    await Promise.all([
      store.audit.ofRequest(id),
      store.letters.ofRequest(id),
      store.tasks.ofRequest(id),
      store.mails.list({ requestId: id, limit: mailsShown, offset: 0 }),
      store.mails.unreachable(id),
      store.orders.vouchings(id),
      store.directory.register(ask.mls.id, ask.plan),
      store.requests.list({ kind: 'registration', developerId: ask.requester.id, limit: 10, offset: 0 }),
      conversationModel(context, file, place, writing ?? null),
    ]);
  const mailRows = mails.map((mail) => mailRow(mail, ask.mls.timeZone));
  const scene = {
    file,
    events,
    letters,
    tasks,
    mails: mailRows,
    unreachable,
    vouchings,
    register,
    registrations,
    conversation,
    staff,
  };
  const model = requestModel(scene, order ?? null);
  return show(context, reply, status, 'request', { title: model.ref, staff: staff.name }, model);
}
