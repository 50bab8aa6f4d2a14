import { z } from 'zod';
import { instant } from './chain-schemas';

const hash = z.string().describe('SHA-256, hex.');

export const checkpoint = z
  .object({
    number: z.int().describe('Counts from 1.'),
    at: instant,
    requests: z.int().describe('How many it covers.'),
    root: hash,
    previous: hash.describe('Of the checkpoint before; zeros for the first.'),
    key: z.string().describe('Ed25519, hex.'),
    signature: z.string().describe('Hex, over all the rest.'),
  })
  .meta({ id: 'Checkpoint', description: 'A signed Merkle root over the newest audit row of every request.' });

export const covering = z.object({
  checkpoint,
  head: z.object({ seq: z.int(), hash }).describe('The newest audit row of the request when it was made.'),
  path: z.array(z.object({ side: z.enum(['left', 'right']), hash })).readonly(),
});
