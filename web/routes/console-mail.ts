import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readForPeople } from '../../mail/inbound/for-people';
import type { WebContext } from '../deps';
import { closeMail, mailOf } from '../mail-desk';
import { formOf } from '../forms';
import { mailModel, mailPath } from '../mail-view';
import { passingOnModel, passOn } from '../passing-on';
import type { FieldError } from '../problem';
import { showChecked } from '../reply';
import { staffOf } from '../session';

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** One received mail: what it is worth, what it says, and that somebody has dealt with it. */
export function consoleMailRoutes(app: FastifyInstance, context: WebContext): void {
  const { store } = context;

  app.get('/console/mails/:id', async (request: WithId, reply) => showMail(request, reply, null));

  async function showMail(request: WithId, reply: FastifyReply, error: FieldError | null): Promise<FastifyReply> {
    const mail = await mailOf(store, request.params.id);
    const staff = staffOf(request);
    const requestId = mail.outcome?.requestId ?? null;
    const [raw, file] = await Promise.all([
      store.mails.raw(mail.id),
      requestId === null ? undefined : store.requests.file(requestId),
    ]);
    const model = mailModel({ mail, raw, shown: await readForPeople(raw), file, staff });
    const passingOn = passingOnModel(context.settings, mail, file, error);
    const frame = { title: `Mail: ${model.subject}`, staff: staff.name };
    return showChecked(context, reply, error !== null, 'mail', frame, { ...model, passingOn });
  }

  app.post('/console/mails/:id/passing-on', async (request: WithId, reply) => {
    const form = formOf(request.body);
    const done = await passOn(context, request.params.id, form['from'] ?? '', staffOf(request).name);
    if ('error' in done) return showMail(request, reply, done.error);
    return reply.redirect(`/console/requests/${done.requestId}#conversation`, 303);
  });

  // To be saved and never shown: whatever it holds is a stranger's.
  app.get('/console/mails/:id/raw', async (request: WithId, reply) => {
    const { id } = await mailOf(store, request.params.id);
    return reply
      .header('content-disposition', `attachment; filename="mail-${id.slice(0, 12)}.eml"`)
      .type('application/octet-stream')
      .send(Buffer.from(await store.mails.raw(id)));
  });

  app.post('/console/mails/:id/closing', async (request: WithId, reply) => {
    const { id } = await closeMail(store, request.params.id, staffOf(request).name);
    return reply.redirect(mailPath(id), 303);
  });
}
