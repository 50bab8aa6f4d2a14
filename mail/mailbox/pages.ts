import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import Handlebars from 'handlebars';
import type { Mail, MailFolder, MailSummary } from './folder';

const views = ['html', 'text', 'headers', 'raw'] as const;
type View = (typeof views)[number];

const asset = (name: string) => readFileSync(join(__dirname, 'views', name), 'utf8');
const handlebars = Handlebars.create();
handlebars.registerPartial('layout', asset('layout.hbs'));
const listPage = handlebars.compile(asset('list.hbs'));
const mailPage = handlebars.compile(asset('mail.hbs'));
const styles = asset('mailbox.css');

/** Nothing on our own pages runs or loads from elsewhere; the mail itself stands in a frame that may only open links in a new tab. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** Serves the mailbox on loopback, as pages and as JSON (`/api/mails`, `/api/mails/:id`). */
export async function startPages(mails: MailFolder, port: number): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true });
  guard(app);
  pageRoutes(app, mails);
  app.get<{ Querystring: { to?: string } }>('/api/mails', async ({ query: { to } }) => ({
    mails: await mails.list(to),
  }));
  app.get<{ Params: { id: string } }>(
    '/api/mails/:id',
    async ({ params: { id } }, reply) => (await mails.read(id)) ?? notFound(reply),
  );
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${port} is taken by another program. Set COUNTERSIGN_MAILBOX_PORT to another port, or to 0 for any free one.`,
      { cause: error },
    );
  }
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, stop: () => app.close() };
}

function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': pagePolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    // A name of somebody else's that resolves to loopback must not read the mails.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
      return reply.code(421).type('text/plain').send('This is not the host you are looking for.');
    return undefined;
  });
}

function pageRoutes(app: FastifyInstance, mails: MailFolder): void {
  app.get<{ Querystring: { to?: string } }>('/', async ({ query: { to = '' } }, reply) =>
    html(reply, listPage({ to, mails: (await mails.list(to)).map(listed) })),
  );
  app.get('/mailbox.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(styles));
  app.get<{ Params: { id: string }; Querystring: { view?: string } }>(
    '/mails/:id',
    async ({ params: { id }, query }, reply) => {
      const mail = await mails.read(id.replace(/\.eml$/, ''));
      if (!mail) return notFound(reply);
      if (id.endsWith('.eml'))
        return reply
          .type('message/rfc822')
          .header('content-disposition', `attachment; filename="${id}"`)
          .send(mail.raw);
      const fallback: View = mail.html === null ? 'text' : 'html';
      return html(reply, mailPage(shown(mail, views.find((view) => view === query.view) ?? fallback)));
    },
  );
  app.get<{ Params: { id: string } }>('/mails/:id/body', async ({ params: { id } }, reply) => {
    const mail = await mails.read(id);
    if (!mail || mail.html === null) return notFound(reply);
    return html(reply.header('content-security-policy', mailPolicy), `<base target="_blank">${mail.html}`);
  });
}

function html(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain').send('There is no such mail.');
}

function listed({ id, receivedAt, to, subject }: MailSummary) {
  return { id, subject, to: to.join(', '), iso: new Date(receivedAt).toISOString(), ago: ago(Date.now() - receivedAt) };
}

function shown(mail: Mail, view: View) {
  const labels: Record<View, string> = { html: 'HTML', text: 'Text', headers: 'Headers', raw: 'Raw' };
  const offered = mail.html === null ? views.filter((each) => each !== 'html') : views;
  const headers = mail.headers.map(({ line }) => line).join('\n');
  const text = { html: '', text: mail.text, headers, raw: mail.raw }[view];
  return {
    mail,
    to: mail.to.join(', '),
    iso: new Date(mail.receivedAt).toISOString(),
    views: offered.map((name) => ({ name, label: labels[name], isCurrent: name === view })),
    isHtml: view === 'html',
    pieces: view === 'text' ? piecesOf(text) : [{ text }],
  };
}

/** Text with its web addresses apart, so that the template can make them links and escape both. */
function piecesOf(text: string): readonly { text: string; href?: string }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((piece) => (/^https?:\/\//.test(piece) ? { text: piece, href: piece } : { text: piece }));
}

function ago(ms: number): string {
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return relative.format(-minutes, 'minute');
  return minutes < 1_440
    ? relative.format(-Math.round(minutes / 60), 'hour')
    : relative.format(-Math.round(minutes / 1_440), 'day');
}
