import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { rosterFormat } from '../../domain/roster';
import { type RosterFormat, rosterFormats } from '../../rosters/files';
import type { SignedRoster } from '../../rosters/signed-roster';
import { isPlainText } from '../bodies';
import { instant } from '../chain-schemas';
import type { WebContext } from '../deps';
import { notFound } from '../problem';
import { registerFile } from '../register-desk';
import { fileOf, newestRoster, newRoster, rosterOr404 } from '../roster-desk';
import { problem } from '../schemas';
import { staffOf } from '../session';

const text = z.string().max(100).refine(isPlainText);
const ofMls = z.object({ id: text });
const ofRoster = z.object({ id: text, roster: text });
const problems = { 400: problem, 401: problem, 404: problem };
const mostShown = 200;

const keptRoster = z
  .object({
    id: z.string().describe('SHA-256 of the signed file, hex.'),
    mlsId: z.string(),
    madeAt: instant,
    madeBy: z.string(),
  })
  .meta({ id: 'KeptRoster' });

const signedRoster = z
  .looseObject({
    format: z.literal(rosterFormat),
    at: instant,
    grants: z.array(z.looseObject({ id: z.string() })),
    key: z.string().describe('Ed25519, 32 bytes, hex.'),
    signature: z.string().describe('Over the format, a line end, and the canonical JSON of everything else.'),
  })
  .meta({ id: 'SignedRoster', description: 'Byte for byte as it was signed. With text/csv or application/pdf: that.' });

const asFile = {
  querystring: z.strictObject({
    format: z.enum(rosterFormats).optional().describe('Without it, the Accept header counts; without that: json.'),
  }),
  response: { 200: signedRoster, ...problems, 503: problem },
};

/** What MLSs have granted, as signed rosters. */
export function apiRosterRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/mlses/:id/rosters',
    {
      schema: {
        summary: 'The rosters that were made, newest first',
        params: ofMls,
        response: { 200: z.object({ rosters: z.array(keptRoster).readonly() }), ...problems },
      },
    },
    async ({ params: { id } }) => {
      await registerFile(context, id);
      return { rosters: await context.store.rosters.list(id, mostShown) };
    },
  );

  app.post(
    '/mlses/:id/rosters',
    {
      schema: {
        summary: 'Make, sign and keep the roster of everything that the MLS has granted, as it is now',
        params: ofMls,
        response: { 201: keptRoster, ...problems, 409: problem },
      },
    },
    async (request, reply) => reply.code(201).send(await newRoster(context, request.params.id, staffOf(request).name)),
  );

  app.get(
    '/mlses/:id/roster',
    { schema: { summary: 'The roster that was made last', params: ofMls, ...asFile } },
    async (request, reply) => {
      const { id } = request.params;
      return send(context, request, reply, await newestRoster(context, id));
    },
  );

  app.get(
    '/mlses/:id/rosters/:roster',
    { schema: { summary: 'A roster that was made, by its id', params: ofRoster, ...asFile } },
    async (request, reply) => {
      const { id, roster } = request.params;
      return send(context, request, reply, await rosterOr404(context, id, roster));
    },
  );
}

async function send(
  context: WebContext,
  { query, headers }: FastifyRequest,
  reply: FastifyReply,
  roster: SignedRoster | undefined,
): Promise<never> {
  if (!roster) throw notFound();
  const format = (query as { format?: RosterFormat }).format ?? accepted(headers.accept);
  const { name, type, bytes } = await fileOf(context, roster, format);
  return reply.header('content-disposition', `attachment; filename="${name}"`).type(type).send(bytes) as never;
}

function accepted(accept = ''): RosterFormat {
  if (accept.includes('application/pdf')) return 'pdf';
  return accept.includes('text/csv') ? 'csv' : 'json';
}
