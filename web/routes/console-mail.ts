import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readForPeople } from '../../mail/inbound/for-people';
import type { WebContext } from '../deps';
import { formOf } from '../forms';
import { framingPolicy } from '../guard';
import { framed, framePolicy } from '../mail-frame';
import { bringMail, closeMail, mailOf } from '../mail-desk';
import { mailModel, mailPath, type MailScene } from '../mail-view';
import { passingOnModel, passOn } from '../passing-on';
import { type FieldError, HttpProblem, notFound } from '../problem';
import { showChecked } from '../reply';
import { staffOf } from '../session';

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** One received mail: what it is worth, what it says, and that somebody has dealt with it. */
export function consoleMailRoutes(app: FastifyInstance, context: WebContext): void {
  const { store } = context;

  app.get('/console/mails/:id', async (request: WithId, reply) => showMail(context, request, reply));

  app.post('/console/mails/:id/request', async (request: WithId, reply) => {
    const typed = formOf(request.body)['request'] ?? '';
    try {
      const { id } = await bringMail(store, request.params.id, typed, staffOf(request).name);
      return await reply.redirect(mailPath(id), 303);
    } catch (error) {
      const unfit = error instanceof HttpProblem && error.statusCode === 400 ? error.errors[0] : undefined;
      if (!unfit) throw error;
      return showMail(context, request, reply, { bringing: { typed, error: unfit } });
    }
  });

  // Opened by itself it could be walked away from, so it shows only where it is framed.
  app.get('/console/mails/:id/html', async (request: WithId, reply) => {
    const { id } = await mailOf(store, request.params.id);
    const destination = request.headers['sec-fetch-dest'];
    if (destination !== undefined && destination !== 'iframe') return reply.redirect(mailPath(id), 303);
    const html = (await readForPeople(await store.mails.raw(id)))?.html ?? null;
    if (html === null) throw notFound();
    return reply
      .headers({ 'content-security-policy': framePolicy, 'x-dns-prefetch-control': 'off' })
      .type('text/html; charset=utf-8')
      .send(framed(html));
  });

  app.post('/console/mails/:id/passing-on', async (request: WithId, reply) => {
    const form = formOf(request.body);
    const done = await passOn(context, request.params.id, form['from'] ?? '', staffOf(request).name);
    if ('error' in done) return showMail(context, request, reply, { passing: done.error });
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

/** What was tried with the mail, and what is wrong with it. */
interface Tried {
  readonly bringing?: MailScene['attempt'];
  readonly passing?: FieldError;
}

async function showMail(
  context: WebContext,
  request: WithId,
  reply: FastifyReply,
  { bringing: attempt = null, passing }: Tried = {},
): Promise<FastifyReply> {
  const { store } = context;
  const mail = await mailOf(store, request.params.id);
  const staff = staffOf(request);
  const requestId = mail.outcome?.requestId ?? null;
  const [raw, file, vouchings] = await Promise.all([
    store.mails.raw(mail.id),
    requestId === null ? undefined : store.requests.file(requestId),
    requestId === null ? [] : store.orders.vouchings(requestId),
  ]);
  const model = mailModel({ mail, raw, shown: await readForPeople(raw), file, vouchings, staff, attempt });
  const passingOn = passingOnModel(context.settings, mail, file, passing ?? null);
  const frame = { title: `Mail: ${model.subject}`, staff: staff.name };
  const isWrong = attempt !== null || passing !== undefined;
  reply.header('content-security-policy', framingPolicy);
  return showChecked(context, reply, isWrong, 'mail', frame, { ...model, passingOn });
}
