import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noEnvelope } from '../../domain/received-mail';
import type { WebContext } from '../deps';
import { errorLinks } from '../forms';
import { listHref } from '../list-href';
import { readMailUpload } from '../mail-upload';
import { mailPath, mailRow } from '../mail-view';
import type { FieldError } from '../problem';
import { showChecked } from '../reply';
import { staffOf } from '../session';
import { acceptUploads, readUpload } from '../uploads';

const pageSize = 25;

type WithPage = FastifyRequest<{ Querystring: { show?: string; page?: string } }>;

/** The mail that came, and a form for mail that came elsewhere. */
export function consoleMailsRoutes(app: FastifyInstance, context: WebContext): void {
  const { store, relay } = context;
  app.get('/console/mails', async (request: WithPage, reply) => showMails(context, request, reply, null));

  void app.register(async (scope) => {
    await acceptUploads(scope);
    scope.post('/console/mails', async (request: WithPage, reply) => {
      const read = readMailUpload(await readUpload(request));
      if ('error' in read) return showMails(context, request, reply, read.error);
      const { id, dispatch } = await store.mails.receive({ raw: read.raw, source: 'upload', envelope: noEnvelope });
      if (dispatch) await relay.tell(dispatch);
      return reply.redirect(mailPath(id), 303);
    });
  });
}

async function showMails(
  context: WebContext,
  request: WithPage,
  reply: FastifyReply,
  error: FieldError | null,
): Promise<FastifyReply> {
  const { query } = request;
  const isWaitingOnly = query.show === 'waiting';
  const page = Math.min(Math.max(1, Math.trunc(Number(query.page)) || 1), 10_000);
  const found = await context.store.mails.list({
    ...(isWaitingOnly ? { queued: true } : {}),
    limit: pageSize + 1,
    offset: (page - 1) * pageSize,
  });
  const model = {
    filters: [
      { href: hrefOf(false, 1), label: 'All', isCurrent: !isWaitingOnly },
      { href: hrefOf(true, 1), label: 'Waits for you', isCurrent: isWaitingOnly },
    ],
    rows: found.slice(0, pageSize).map((mail) => mailRow(mail)),
    isWaitingOnly,
    isFirst: page === 1,
    previous: page > 1 ? hrefOf(isWaitingOnly, page - 1) : null,
    following: found.length > pageSize ? hrefOf(isWaitingOnly, page + 1) : null,
    address: context.settings.answersAddress ?? null,
    error,
    errorList: errorLinks([error]),
  };
  const frame = { title: 'Mail', staff: staffOf(request).name };
  return showChecked(context, reply, error !== null, 'mails', frame, model);
}

function hrefOf(isWaitingOnly: boolean, page: number): string {
  return listHref('/console/mails', { show: isWaitingOnly ? 'waiting' : undefined }, page);
}
