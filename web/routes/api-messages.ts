import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sides } from '../../domain/message';
import type { RequestFile } from '../../store/port';
import { isPlainText } from '../bodies';
import { instant } from '../chain-schemas';
import { refuseWithout, supportOf, write } from '../conversation';
import type { WebContext } from '../deps';
import { notFound } from '../problem';
import { problem } from '../schemas';
import { staffOf } from '../session';
import { longestMessage } from '../writing-form';

const params = z.object({ id: z.string().max(100).refine(isPlainText) });
const problems = { 400: problem, 401: problem, 404: problem, 409: problem };

const message = z
  .object({
    id: z.string(),
    requestId: z.string(),
    from: z.object({ side: z.enum(sides), name: z.string(), email: z.string() }),
    text: z.string(),
    attachments: z.array(z.object({ id: z.string(), name: z.string(), size: z.int(), sha256: z.string() })).readonly(),
    mailId: z.string().nullable().describe('The mail that brought it, see GET /mails/{id}.'),
    vouchedBy: z
      .string()
      .nullable()
      .describe('Who of the staff passed that mail on though nobody could prove who sent it; null when it is proved.'),
    at: instant,
  })
  .meta({
    id: 'Message',
    description: 'What somebody wrote to everybody who takes part in a request. It decides nothing.',
  });

const newMessage = z
  .strictObject({
    text: z.string().trim().min(1).max(longestMessage).refine(isPlainText, 'must not hold control characters'),
  })
  .meta({ id: 'NewMessage' });

/** What the parties of a request write to one another, where an MLS is asked directly. */
export function apiMessageRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/requests/:id/messages',
    {
      schema: {
        summary: 'What was written about a direct request, oldest first',
        params,
        response: { 200: z.object({ messages: z.array(message).readonly() }), ...problems },
      },
    },
    async ({ params: { id } }) => {
      refuseWithout(await fileOf(context, id));
      return { messages: await context.store.messages.ofRequest(id) };
    },
  );

  app.post(
    '/requests/:id/messages',
    {
      schema: {
        summary: 'Write, as support, to everybody who takes part in a direct request',
        params,
        body: newMessage,
        response: { 201: message, ...problems },
      },
    },
    async (request, reply) => {
      const from = supportOf(context.settings, staffOf(request).name);
      const file = await fileOf(context, request.params.id);
      return reply.code(201).send(await write(context, file, { from, text: request.body.text, attachments: [] }));
    },
  );
}

/** @throws HttpProblem 404 */
async function fileOf({ store }: WebContext, id: string): Promise<RequestFile> {
  const file = await store.requests.file(id);
  if (!file) throw notFound();
  return file;
}
