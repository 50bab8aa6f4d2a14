import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import Handlebars from 'handlebars';
import type { Mail, MailboxLog, MailSummary, Messages } from './messages';

const views = ['html', 'text', 'headers', 'raw'] as const;
type View = (typeof views)[number];
/** The page is drawn anew every few seconds; the rest is found by recipient, or in the JSON. */
const mostListed = 200;

const asset = (name: string) => readFileSync(join(__dirname, 'pages', name), 'utf8');
const handlebars = Handlebars.create();
handlebars.registerPartial('layout', asset('layout.hbs'));
const listPage = handlebars.compile(asset('list.hbs'));
const mailPage = handlebars.compile(asset('mail.hbs'));
const missingPage = handlebars.compile(asset('missing.hbs'));
const styles = asset('mailbox.css');

/** Nothing on our own pages runs or loads from elsewhere; the mail itself stands in a frame that may only open links in a new tab. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** Serves the mails on loopback, as pages and as JSON (`/api/mails`, `/api/mails/:id`). Port 0 takes a free one. */
export async function startPages(
  messages: Messages,
  port: number,
  log?: MailboxLog,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true });
  guard(app);
  app.addHook('onError', async (_request, _reply, error) => log?.warn({ err: error }, 'A mailbox page failed'));
  listRoutes(app, messages);
  mailRoutes(app, messages);
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
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const hosts = ownHosts(request.socket.localPort);
    // A name of somebody else's that resolves to loopback must not read the mails.
    if (!hosts.includes(request.headers.host ?? ''))
      return reply.code(421).type('text/plain').send(`This is the dev mailbox. It answers at http://${hosts[0]} only.`);
    return undefined;
  });
}

/** Browsers leave out port 80. */
function ownHosts(port: number | undefined): readonly string[] {
  return ['127.0.0.1', 'localhost'].map((name) => (port === 80 ? name : `${name}:${port}`));
}

function listRoutes(app: FastifyInstance, messages: Messages): void {
  app.get('/', async ({ query }, reply) => {
    const to = asked(query, 'to');
    // Whoever types or reads slowly can switch it off: it moves the focus.
    const isRefreshed = asked(query, 'refresh') !== 'off';
    return html(reply, listPage(listedAll(await messages.list(to), to, isRefreshed)));
  });
  app.get('/mailbox.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(styles));
  app.get('/api/mails', async ({ query }) => ({ mails: await messages.list(asked(query, 'to')) }));
}

function mailRoutes(app: FastifyInstance, messages: Messages): void {
  app.get<{ Params: { file: string } }>('/mails/:file', async ({ params: { file }, query }, reply) => {
    if (file.endsWith('.eml')) return download(reply, file, messages.bytes(file.slice(0, -'.eml'.length)));
    const mail = await messages.read(file);
    return mail ? html(reply, mailPage(shown(mail, asked(query, 'view')))) : missing(reply);
  });
  app.get<{ Params: { id: string } }>('/mails/:id/body', async ({ params: { id } }, reply) => {
    const mail = await messages.read(id);
    if (!mail || mail.html === null) return missing(reply);
    return html(reply.header('content-security-policy', mailPolicy), withNewTabs(mail.html));
  });
  app.get<{ Params: { id: string } }>(
    '/api/mails/:id',
    async ({ params: { id } }, reply) =>
      (await messages.read(id)) ?? reply.code(404).send({ error: 'There is no such mail.' }),
  );
}

/** A parameter of the address; the first, if there are more. */
function asked(query: unknown, name: string): string {
  return [(query as Record<string, string | string[]>)[name] ?? ''].flat()[0] ?? '';
}

function html(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

function missing(reply: FastifyReply): FastifyReply {
  return html(reply.code(404), missingPage({}));
}

function download(reply: FastifyReply, file: string, bytes: Buffer | undefined): FastifyReply {
  if (!bytes) return missing(reply);
  return reply.type('message/rfc822').header('content-disposition', `attachment; filename="${file}"`).send(bytes);
}

/** Behind the doctype, since a page that does not begin with one is laid out by other rules. */
function withNewTabs(mail: string): string {
  const doctype = /^\s*<!doctype[^>]*>/i.exec(mail)?.[0] ?? '';
  return `${doctype}<base target="_blank">${mail.slice(doctype.length)}`;
}

function listedAll(mails: readonly MailSummary[], to: string, isRefreshed: boolean) {
  return {
    to,
    isRefreshed,
    allUrl: listUrl('', isRefreshed),
    pauseUrl: listUrl(to, !isRefreshed),
    mails: mails.slice(0, mostListed).map(listed),
    shown: mostListed,
    total: mails.length > mostListed ? mails.length : 0,
  };
}

function listUrl(to: string, isRefreshed: boolean): string {
  const query = new URLSearchParams({ ...(to && { to }), ...(!isRefreshed && { refresh: 'off' }) });
  return query.size === 0 ? '/' : `/?${query.toString()}`;
}

function listed({ id, receivedAt, from, to, subject }: MailSummary) {
  return { id, subject, from, to: to.join(', '), ...moment(receivedAt), ago: ago(Date.now() - receivedAt) };
}

function shown(mail: Mail, asked: string) {
  const labels: Record<View, string> = { html: 'HTML', text: 'Text', headers: 'Headers', raw: 'Raw' };
  const offered = views.filter((view) => view !== 'html' || mail.html !== null);
  const view = offered.find((each) => each === asked) ?? offered[0]!;
  const head = mail.raw.split('\r\n\r\n', 1)[0]!;
  const text = { html: '', text: mail.text || 'This mail has no text part.', headers: head, raw: mail.raw }[view];
  return {
    mail,
    to: mail.to.join(', '),
    ...moment(mail.receivedAt),
    views: offered.map((name) => ({ name, label: labels[name], isCurrent: name === view })),
    isHtml: view === 'html',
    pieces: view === 'text' ? piecesOf(text) : [{ text }],
  };
}

/** Text with its web addresses apart, so that the template can make them links and escape both. The stop behind an address is not part of it. */
function piecesOf(text: string): readonly { text: string; href?: string }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,:;!?'()[\]])/)
    .map((piece) => (/^https?:\/\//.test(piece) ? { text: piece, href: piece } : { text: piece }));
}

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

function moment(at: number) {
  return { iso: new Date(at).toISOString(), written: clock.format(at) };
}

function ago(ms: number): string {
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return relative.format(-Math.round(ms / 1_000), 'second');
  if (minutes < 60) return relative.format(-minutes, 'minute');
  return minutes < 1_440
    ? relative.format(-Math.round(minutes / 60), 'hour')
    : relative.format(-Math.round(minutes / 1_440), 'day');
}
