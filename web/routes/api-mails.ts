import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { bringMail, closeMail, mailOf } from '../mail-desk';
import { mailView, receivedMail } from '../mail-schemas';
import { problem } from '../schemas';
import { staffOf } from '../session';

const params = z.object({ id: z.string().max(100).refine(isPlainText) });
const problems = { 400: problem, 401: problem, 404: problem };
const query = z.strictObject({
  queued: z.enum(['true', 'false']).default('false').describe('Only those that wait for staff.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

/** Mail that came: list, look, and say that it is dealt with. */
export function apiMailRoutes(scope: FastifyInstance, { store }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/mails',
    {
      schema: {
        summary: 'Received mails, newest first',
        querystring: query,
        response: { 200: z.object({ mails: z.array(receivedMail) }), 400: problem, 401: problem },
      },
    },
    async ({ query: { queued, limit, offset } }) => {
      const mails = await store.mails.list({ ...(queued === 'true' ? { queued: true } : {}), limit, offset });
      return { mails: mails.map(mailView) };
    },
  );

  app.get(
    '/mails/:id',
    { schema: { summary: 'One received mail', params, response: { 200: receivedMail, ...problems } } },
    (request) => mailOf(store, request.params.id).then(mailView),
  );

  app.post(
    '/mails/:id/request',
    {
      schema: {
        summary: 'Bring a mail that waits for staff to the request that it is about; it decides nothing',
        params,
        body: z.strictObject({
          request: z.string().max(100).refine(isPlainText).describe('Its id, or CS- and eight.'),
        }),
        response: { 200: receivedMail, ...problems, 409: problem },
      },
    },
    (request) => bringMail(store, request.params.id, request.body.request, staffOf(request).name).then(mailView),
  );

  app.post(
    '/mails/:id/closing',
    {
      schema: {
        summary: 'Say that a mail which waits for staff is dealt with',
        params,
        response: { 200: receivedMail, ...problems, 409: problem },
      },
    },
    (request) => closeMail(store, request.params.id, staffOf(request).name).then(mailView),
  );
}
