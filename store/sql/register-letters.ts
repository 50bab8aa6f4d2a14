import type { Instant } from '../../domain/instant';
import type { Seal } from '../../secrets/seal';
import type { RegisterCorrespondence, RegisterStore } from '../port';
import { type Db, json, type Trx } from './database';
import { insertLetter } from './letters';
import { appendRegisterEvent, openRegisterTask, underRegisterLock } from './register-log';

/** Letters about a register: notices of its changes, and rounds of asking whether it still holds. */
export function createRegisterLetters(db: Db, seal: Seal): Pick<RegisterStore, 'write' | 'written' | 'giveUp'> {
  return {
    async write(correspondence) {
      const ids = await underRegisterLock(db, correspondence.mlsId, (trx, at) => write(trx, seal, at, correspondence));
      if (!ids) throw new Error('There is no such MLS.');
      return ids;
    },
    written: (mlsId, key) => written(db, mlsId, key),
    async giveUp(mlsId, attestationId) {
      await underRegisterLock(db, mlsId, (trx, at) => giveUp(trx, at, mlsId, attestationId));
    },
  };
}

async function write(
  trx: Trx,
  seal: Seal,
  at: Instant,
  { mlsId, key, letters, links, attestation }: RegisterCorrespondence,
): Promise<readonly string[]> {
  const before = await written(trx, mlsId, key);
  if (before) return before;
  const ids = letters.map(({ id }) => id);
  await trx
    .insertInto('register_correspondence')
    .values({ mls_id: mlsId, key, letter_ids: json(ids), written_at: new Date(at) })
    .execute();
  if (attestation) {
    const { id, approverId: approver_id } = attestation;
    await trx
      .insertInto('attestation')
      .values({
        id,
        mls_id: mlsId,
        approver_id,
        asked_at: new Date(at),
        answered_at: null,
        answer: null,
        given_up_at: null,
      })
      .execute();
  }
  for (const letter of letters) await insertLetter(trx, seal, letter, mlsId);
  for (const link of links) {
    await trx
      .insertInto('register_link')
      .values({
        token_hash: Buffer.from(link.tokenHash),
        code_hash: Buffer.from(link.codeHash),
        purpose: link.purpose,
        mls_id: mlsId,
        approver_id: link.approverId,
        change_id: link.changeId,
        attestation_id: link.attestationId,
        deadline: new Date(link.deadline),
        closed_at: null,
        closed_because: null,
      })
      .execute();
  }
  return ids;
}

async function written(db: Db, mlsId: string, key: string): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('register_correspondence')
    .select('letter_ids')
    .where('mls_id', '=', mlsId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.letter_ids;
}

async function giveUp(trx: Trx, at: Instant, mlsId: string, attestationId: string): Promise<void> {
  const row = await trx
    .updateTable('attestation')
    .set({ given_up_at: new Date(at) })
    .where('id', '=', attestationId)
    .where('mls_id', '=', mlsId)
    .where('answered_at', 'is', null)
    .where('given_up_at', 'is', null)
    .returning('approver_id')
    .executeTakeFirst();
  if (!row) return;
  const { name } = await trx
    .selectFrom('approver')
    .select('name')
    .where('id', '=', row.approver_id)
    .executeTakeFirstOrThrow();
  const note = `${name} has not answered whether the entry still holds. Find out, and change it or take it out.`;
  const event = { kind: 'not-attested', actor: 'Countersign', note: `${name} has not answered three mails.` } as const;
  await appendRegisterEvent(trx, mlsId, at, event);
  await openRegisterTask(trx, mlsId, at, note);
}
