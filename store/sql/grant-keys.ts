import type { Instant } from '../../domain/instant';
import { appendAudit } from './audit';
import { type Db, type Trx, underLock } from './database';

const done = {
  held: { kind: 'key-held', note: 'The key is switched off for now' },
  back: { kind: 'key-back', note: 'The key works again' },
  ended: { kind: 'key-disabled', note: 'The key is disabled' },
} as const;

/** Writes down what was done about a key where it was made. Safe to repeat. */
export async function keyDone(db: Db, credentialId: string, what: keyof typeof done, because: string): Promise<void> {
  const key = await db
    .selectFrom('credential')
    .select('request_id')
    .where('id', '=', credentialId)
    .executeTakeFirstOrThrow();
  await underLock(db, key.request_id, async (trx, at) => {
    const now = new Date(at);
    const living = trx.updateTable('credential').where('id', '=', credentialId).where('disabled_at', 'is', null);
    const changed = {
      held: () => living.where('held_at', 'is', null).set({ held_at: now }),
      back: () => living.where('held_at', 'is not', null).set({ held_at: null }),
      ended: () => living.set({ disabled_at: now, disabled_because: because, sealed: null }),
    }[what]();
    if (!(await changed.returning('id').executeTakeFirst())) return;
    const { kind, note } = done[what];
    const detail = { credentialId };
    await appendAudit(trx, key.request_id, at, { kind, actor: 'Countersign', note: `${note}: ${because}`, detail });
  });
}

/** Our own keys are refused from the moment that their grant is suspended or revoked: also while no workflow runs that could tell an issuer. */
export async function switchOffOwnKeys(trx: Trx, at: Instant, requestId: string, because: string): Promise<void> {
  const held = await trx
    .updateTable('credential')
    .set({ held_at: new Date(at) })
    .where('request_id', '=', requestId)
    .where('issuer', '=', 'builtin')
    .where('disabled_at', 'is', null)
    .where('held_at', 'is', null)
    .returning(['id', 'key_id'])
    .execute();
  for (const { id, key_id } of held) {
    await trx.updateTable('builtin_key').set({ enabled: false }).where('id', '=', key_id).execute();
    const { kind, note } = done.held;
    const detail = { credentialId: id };
    await appendAudit(trx, requestId, at, { kind, actor: 'Countersign', note: `${note}: ${because}`, detail });
  }
}
