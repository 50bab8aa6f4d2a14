import type { FastifyReply } from 'fastify';
import type { WebContext } from './deps';
import type { Frame, NoticeModel, PageModels } from './pages/models';

/** Answers with a page. */
export function show<P extends keyof PageModels>(
  { pages }: Pick<WebContext, 'pages'>,
  reply: FastifyReply,
  status: number,
  page: P,
  frame: Frame,
  model: PageModels[P],
): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(pages.render(page, frame, model));
}

/** Answers with a form. When something in it is to be mended, the status is 422 and the title says so first: it is read out first. */
export function showChecked<P extends keyof PageModels>(
  context: Pick<WebContext, 'pages'>,
  reply: FastifyReply,
  isWrong: boolean,
  page: P,
  frame: Frame,
  model: PageModels[P],
): FastifyReply {
  const title = isWrong ? `Please check: ${frame.title}` : frame.title;
  return show(context, reply, isWrong ? 422 : 200, page, { ...frame, title }, model);
}

/** Answers with a few sentences; what is left out of `notice` is empty. */
export function tell(
  context: Pick<WebContext, 'pages'>,
  reply: FastifyReply,
  status: number,
  notice: Pick<NoticeModel, 'heading' | 'lines'> & Partial<NoticeModel>,
  who: Omit<Frame, 'title'> = { staff: null },
): FastifyReply {
  const model: NoticeModel = { tone: 'plain', errors: [], back: null, renewal: null, warning: null, ...notice };
  return show(context, reply, status, 'notice', { title: notice.heading, ...who }, model);
}

/** The browser forgets what it kept of this site: the back button shows no old form, no secret. */
export function clearCache(reply: FastifyReply): void {
  reply.header('clear-site-data', '"cache"');
}
