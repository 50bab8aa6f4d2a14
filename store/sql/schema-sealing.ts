import type { Generated } from 'kysely';
import type { Made } from './made';

/** The keys that seal, see secrets/seal.ts. */
export interface SealingTables {
  sealing_key: { id: string; proof: Uint8Array; number: Generated<number>; first_used_at: Made; last_used_at: Made };
}
