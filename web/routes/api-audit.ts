import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { checkpointFaults } from '../checkpoint-faults';
import { checkpoint } from '../checkpoint-schemas';
import type { WebContext } from '../deps';
import { HttpProblem } from '../problem';
import { problem } from '../schemas';
import { keyOr409 } from '../signing-key';

const mostShown = 1_000;
const lostShown = 100;
const problems = { 401: problem };

/** Signed checkpoints of the audit: the key, making one, and whether what they cover is still there. */
export function apiAuditRoutes(scope: FastifyInstance, { store, auditKey }: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/audit/key',
    {
      schema: {
        summary: 'The public key that checkpoints are signed with',
        response: { 200: z.object({ key: z.string().describe('Ed25519, 32 bytes, hex.') }), ...problems, 409: problem },
      },
    },
    () => Promise.resolve({ key: keyOr409(auditKey).publicKey }),
  );

  app.get(
    '/audit/checkpoints',
    {
      schema: {
        summary: 'Checkpoints of the audit, newest first',
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(mostShown).default(50) }),
        response: { 200: z.object({ checkpoints: z.array(checkpoint).readonly() }), 400: problem, ...problems },
      },
    },
    async ({ query: { limit } }) => ({ checkpoints: await store.checkpoints.list(limit) }),
  );

  app.post(
    '/audit/checkpoints',
    {
      schema: {
        summary: 'Cover the audit of every request as it is now',
        response: { 201: checkpoint, ...problems, 409: problem },
      },
    },
    async (_request, reply) => {
      const outcome = await store.checkpoints.write(keyOr409(auditKey), 0);
      switch (outcome.kind) {
        case 'written':
          return reply.code(201).send(outcome.checkpoint);
        case 'not-due':
          throw new HttpProblem(409, 'Nothing to cover', 'There is no request yet, or one was made this instant.');
        case 'lost':
          throw new HttpProblem(409, 'Rows of the audit are lost', checkpointFaults([], outcome.lost).join(' '));
      }
    },
  );

  app.get(
    '/audit/verification',
    {
      schema: {
        summary: 'Whether every checkpoint is signed and follows the one before, and what they cover is still there',
        response: { 200: z.object({ checkpoints: z.int(), faults: z.array(z.string()).readonly() }), ...problems },
      },
    },
    async () => {
      const checkpoints = await store.checkpoints.list(mostShown);
      return {
        checkpoints: checkpoints.length,
        faults: checkpointFaults(checkpoints, await store.checkpoints.lost(lostShown)),
      };
    },
  );
}
