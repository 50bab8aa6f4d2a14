import { randomUUID } from 'node:crypto';
import type { CredentialStore, NewCredential } from '../port';
import { type Db, type Trx, underLock } from './database';

/** Of several attempts to make a key, the one that came last has the turn. */
export function createTurns(db: Db): Pick<CredentialStore, 'takeTurn' | 'hasTurn'> {
  return {
    takeTurn: (requestId, generation) =>
      underLock(db, requestId, async (trx) => {
        const made = trx
          .selectFrom('credential')
          .select('id')
          .where('request_id', '=', requestId)
          .where('generation', '=', generation);
        if (await made.executeTakeFirst()) return null;
        const turn = randomUUID();
        await trx
          .insertInto('issuing')
          .values({ request_id: requestId, generation, turn })
          .onConflict((conflict) => conflict.columns(['request_id', 'generation']).doUpdateSet({ turn }))
          .execute();
        return turn;
      }),
    hasTurn: async (requestId, generation, turn) => (await turnOf(db, requestId, generation)) === turn,
  };
}

/** Whether somebody else has the turn to make that key. */
export async function isOvertaken(trx: Trx, { requestId, generation, turn }: NewCredential): Promise<boolean> {
  const whose = await turnOf(trx, requestId, generation);
  return whose !== undefined && whose !== turn;
}

async function turnOf(db: Db, requestId: string, generation: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('issuing')
    .select('turn')
    .where('request_id', '=', requestId)
    .where('generation', '=', generation)
    .executeTakeFirst();
  return row?.turn;
}
