import type { FastifyInstance } from 'fastify';
import type { WebContext } from '../deps';

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d5c63"/><path d="M8 17l5 5 11-12" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** What machines ask for: health, figures, style. */
export function operationsRoutes(app: FastifyInstance, { pages, metrics, ready }: WebContext): void {
  app.get('/healthz', async () => ({ ok: true }));

  app.get('/readyz', async (_request, reply) => {
    const parts = await ready();
    return reply.code(Object.values(parts).every(Boolean) ? 200 : 503).send(parts);
  });

  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));

  // The name changes with the content, so it may be kept for ever.
  app.get(pages.stylesheet.path, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/css; charset=utf-8')
      .send(pages.stylesheet.text),
  );

  app.get('/assets/countersign.svg', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(icon),
  );
}
