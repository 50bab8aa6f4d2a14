import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Resealed, sealedKinds, type SealedThing } from '../../store/port';
import { isPlainText } from '../bodies';
import type { WebContext } from '../deps';
import { problem } from '../schemas';
import { staffOf } from '../session';

const dayMs = 86_400_000;
/** A mail may have 5 MB. */
const batch = 20;

const count = z.int();
const sealingKey = z.object({
  id: z.string(),
  state: z
    .enum(['seals', 'opens', 'missing', 'another'])
    .describe('another: the keyring has a key of that id which is not the one that has sealed here.'),
  usedUntil: z.int().nullable().describe('It may have sealed new things until then. Null when that is not on record.'),
  sealed: z.object({ credential: count, letter: count, mail: count, attachment: count, oidc: count }),
  runningWorkflows: count.nullable().describe('That began while it sealed; null for the key that seals now.'),
});
const sealedThing = z.object({ kind: z.enum(sealedKinds), id: z.string().max(100).refine(isPlainText) });

/** The keys that seal what is kept, and their rotation. */
export function apiSealingRoutes(scope: FastifyInstance, { store, histories, log }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/sealing/keys',
    {
      schema: {
        summary: 'What is sealed with which key, and by which keys payloads of running workflows were sealed',
        response: {
          200: z.object({ keys: z.array(sealingKey).readonly(), retentionDays: z.number() }),
          401: problem,
        },
      },
    },
    async () => {
      const keys = await store.sealing.keys();
      const described = keys.map(async ({ id, state, used, sealed }) => ({
        id,
        state,
        usedUntil: used?.until ?? null,
        sealed,
        runningWorkflows: state === 'seals' || !used ? null : await histories.runningBefore(used.until),
      }));
      return { keys: await Promise.all(described), retentionDays: (await histories.retentionMs()) / dayMs };
    },
  );

  app.post(
    '/sealing/batches',
    {
      schema: {
        summary: 'Seal the next things with the current key; begin with null, go on with what the answer says',
        body: z.strictObject({ after: sealedThing.nullable() }),
        response: {
          200: z.object({ resealed: count, unreadable: z.array(sealedThing).readonly(), next: sealedThing.nullable() }),
          400: problem,
          401: problem,
        },
      },
    },
    (request) => resealNext(request.body.after, staffOf(request).id),
  );

  async function resealNext(after: SealedThing | null, by: string): Promise<Resealed> {
    const done = await store.sealing.reseal(after, batch);
    // There is no request whose audit it could stand in.
    log.info({ by, resealed: done.resealed, unreadable: done.unreadable }, 'sealed anew');
    return done;
  }
}
