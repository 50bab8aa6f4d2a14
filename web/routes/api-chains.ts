import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readChain } from '../../directory/chain-schema';
import type { Party } from '../../domain/party';
import { type KeyHolderKind, keyHolderKinds } from '../../domain/plan';
import type { Store } from '../../store/port';
import { isPlainText } from '../bodies';
import { type Preview, previewOf } from '../chain-preview';
import { drawnChain } from '../chain-schemas';
import { plannedView } from '../chain-view';
import type { WebContext } from '../deps';
import { pictureFile } from '../picture-file';
import { HttpProblem, notFound } from '../problem';
import { problem } from '../schemas';
import { staffOf } from '../session';

const id = z.string().max(100).refine(isPlainText);
const preview = z
  .object({
    chain: drawnChain,
    usually: z
      .object({ closed: z.int(), medianMs: z.number().nullable(), p90Ms: z.number().nullable() })
      .describe("What this MLS's requests took that were approved or denied. Null: none was yet."),
  })
  .meta({ id: 'ChainPreview' });
const who = z.strictObject({
  keyHolder: z.enum(keyHolderKinds).optional().describe('Left out: the first that the plan offers.'),
  developerId: id.optional().describe('Left out: one whom nobody knows yet.'),
});
const refused = { 400: problem, 401: problem, 404: problem, 409: problem };
const fault = z.object({ path: z.string(), problem: z.string(), remedy: z.string() });

/** Chains before anybody is asked by them. */
export function apiChainRoutes(scope: FastifyInstance, { store }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/plans/:id/chain',
    {
      schema: {
        summary: 'Whom a request for this plan would ask, in which order, and how long that usually takes',
        params: z.object({ id }),
        querystring: who,
        response: { 200: preview, ...refused },
      },
    },
    (request) => read(store, request.params.id, request.query, staffOf(request)),
  );

  app.get(
    '/plans/:id/chain.svg',
    {
      schema: {
        summary: 'The same as a picture that stands alone',
        params: z.object({ id }),
        querystring: who,
        response: { 200: { content: { 'image/svg+xml': { schema: z.string() } } }, ...refused },
      },
    },
    async (request, reply) => {
      const { chain, developer } = await read(store, request.params.id, request.query, staffOf(request));
      const picture = pictureFile(plannedView(chain), developer?.name ?? 'A developer');
      // Its style is in it; as a document of its own it may load nothing.
      return reply
        .type('image/svg+xml')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(picture);
    },
  );

  app.post(
    '/chains/check',
    {
      schema: {
        summary: 'What is wrong with a chain, and how to mend it; nothing is kept',
        body: z.strictObject({ chain: z.unknown().describe('See /api/schemas/chain.json.') }),
        response: { 200: z.object({ faults: z.array(fault).readonly() }), 400: problem, 401: problem },
      },
    },
    async ({ body }) => {
      const chain = readChain(body.chain);
      return { faults: chain.kind === 'faulty' ? chain.faults : [] };
    },
  );
}

/** @throws HttpProblem 404 when there is no such plan or developer, 409 when the request could not be started. */
async function read(
  store: Store,
  planId: string,
  { keyHolder, developerId }: { keyHolder?: KeyHolderKind | undefined; developerId?: string | undefined },
  by: Party,
): Promise<Extract<Preview, { kind: 'drawn' }>> {
  const found = await previewOf(store, planId, keyHolder, developerId, by);
  if (!found) throw notFound();
  if (found.kind === 'drawn') return found;
  throw new HttpProblem(409, 'No chain', 'A request for this plan could not be started.', found.errors);
}
