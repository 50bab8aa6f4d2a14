import type { Dispatch } from '../../client/port';
import type { BuiltinKeyStore } from '../port';
import { appendAudit } from './audit';
import { type Db, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';

/** What comes of a key's being sent by whoever holds it: its first use, and its end by their own wish. */
export function createKeyUse(db: Db): Pick<BuiltinKeyStore, 'noticeUse' | 'revoke'> {
  const credentialOf = (keyId: string) =>
    db.selectFrom('credential').select(['id', 'request_id']).where('key_id', '=', keyId).executeTakeFirst();

  return {
    async noticeUse(keyId) {
      const credential = await credentialOf(keyId);
      if (!credential) return undefined;
      const { id: credentialId, request_id: requestId } = credential;
      return underLock(db, requestId, async (trx, at): Promise<Dispatch | undefined> => {
        if (!(await claimFirstUse(trx, keyId))) return undefined;
        await trx
          .updateTable('credential')
          .set({ first_used_at: new Date(at) })
          .where('id', '=', credentialId)
          .execute();
        await appendAudit(trx, requestId, at, {
          kind: 'first-used',
          actor: 'Whoever holds the key',
          note: 'The key was used for the first time.',
          detail: { credentialId },
        });
        return addDispatch(trx, requestId, { type: 'first-used', credentialId });
      });
    },

    async revoke(secretHash, by, because) {
      const hash = Buffer.from(secretHash);
      const key = await db.selectFrom('builtin_key').select('id').where('secret_hash', '=', hash).executeTakeFirst();
      if (!key) return undefined;
      const end = (trx: Db) =>
        trx.updateTable('builtin_key').set({ enabled: false }).where('id', '=', key.id).execute();
      const credential = await credentialOf(key.id);
      if (!credential) {
        await end(db);
        return undefined;
      }
      const { id: credentialId, request_id: requestId } = credential;
      return underLock(db, requestId, async (trx, at): Promise<Dispatch | undefined> => {
        await end(trx);
        const ended = await trx
          .updateTable('credential')
          .set({ disabled_at: new Date(at), disabled_because: because, sealed: null })
          .where('id', '=', credentialId)
          .where('disabled_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        if (!ended) return undefined;
        await appendAudit(trx, requestId, at, {
          kind: 'key-disabled',
          actor: by,
          note: `${by} revoked the key.`,
          detail: { credentialId },
        });
        return addDispatch(trx, requestId, { type: 'disable', by, reason: because, credentialId });
      });
    },
  };
}

/** Whether nobody was first before. */
async function claimFirstUse(trx: Trx, keyId: string): Promise<boolean> {
  const claimed = await trx
    .updateTable('builtin_key')
    .set({ in_use: true })
    .where('id', '=', keyId)
    .where('in_use', '=', false)
    .returning('id')
    .executeTakeFirst();
  return claimed !== undefined;
}
