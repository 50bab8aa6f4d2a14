import { sql } from 'kysely';
import type { Credential } from '../../domain/credential';
import type { Seal } from '../../secrets/seal';
import { hashToken } from '../../secrets/token';
import type { CredentialStore, NewCredential, PickUpOutcome } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { toCredential } from './files';
import { writeCorrespondence } from './letters';
import { checkCode, closeLink, type LinkRow, readLink, troubleOf } from './links';

const now = sql<Date>`clock_now()`;

export function createCredentialStore(db: Db, seal: Seal): CredentialStore {
  const one = async (id: string) => {
    const row = await db.selectFrom('credential').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toCredential(row);
  };

  return {
    find: one,

    async save(credential, correspondence) {
      await underLock(db, credential.requestId, async (trx) => {
        await insert(trx, seal, credential);
        await writeCorrespondence(trx, seal, correspondence);
      });
    },

    async ofGeneration(requestId, generation) {
      const rows = db
        .selectFrom('credential')
        .selectAll()
        .where('request_id', '=', requestId)
        .where('generation', '=', generation);
      const row = await rows.executeTakeFirst();
      return row && toCredential(row);
    },

    async pickUp(tokenHash, code) {
      const found = await readLink(db, tokenHash);
      if (found?.purpose !== 'pickup') return { kind: 'unknown' };
      return (
        (await underLock(db, found.request_id, (trx) => pickUp(trx, seal, tokenHash, code))) ?? { kind: 'unknown' }
      );
    },

    async lapse(id) {
      const credential = await one(id);
      if (!credential || credential.pickedUpAt !== null) return undefined;
      return underLock(db, credential.requestId, (trx) => lapse(trx, id));
    },

    disable: async (requestId, by, because) =>
      underLock(db, requestId, (trx) => disableNewest(trx, requestId, by, because)),

    request: (requestId, message) =>
      underLock(db, requestId, async (trx) => {
        const issued = await trx
          .selectFrom('credential')
          .select('id')
          .where('request_id', '=', requestId)
          .executeTakeFirst();
        if (!issued) return undefined;
        const wish = message.type === 'reissue' ? 'a new key in place of the old one' : 'that the key be disabled';
        const note = `${message.by} asked for ${wish}: ${message.reason}`;
        await appendAudit(trx, requestId, {
          kind: message.type === 'reissue' ? 'key-reissue-asked' : 'key-disable-asked',
          actor: message.by,
          note,
        });
        return addDispatch(trx, requestId, message);
      }),
  };
}

async function insert(trx: Trx, seal: Seal, credential: NewCredential): Promise<void> {
  const { id, requestId, generation, evidenceId, keyId, spec, secret, pickUpUntil } = credential;
  await trx
    .insertInto('credential')
    .values({
      id,
      request_id: requestId,
      generation,
      evidence_id: evidenceId,
      key_id: keyId,
      spec: json(spec),
      sealed: Buffer.from(seal.seal(contextOf(id), Buffer.from(secret))),
      secret_hash: hashToken(secret),
      pick_up_until: new Date(pickUpUntil),
      picked_up_at: null,
      disabled_at: null,
      disabled_because: null,
    })
    .execute();
}

/** Claim first, answer after: a secret whose answer is lost was shown to nobody, and is never shown again. */
async function pickUp(trx: Trx, seal: Seal, tokenHash: Uint8Array, code: string): Promise<PickUpOutcome> {
  const link = (await readLink(trx, tokenHash))!;
  const trouble = troubleOf(link) ?? (await checkCode(trx, link, code));
  if (trouble) return trouble;

  const row = await trx.selectFrom('credential').selectAll().where('id', '=', link.credential_id).executeTakeFirst();
  if (!row) return { kind: 'unknown' };
  if (row.picked_up_at !== null) return openedBefore(trx, link, row.id, instant(row.picked_up_at));
  if (row.disabled_at !== null) return { kind: 'gone', because: row.disabled_because ?? 'The key was disabled.' };
  if (link.is_expired || row.sealed === null) {
    await trx.updateTable('credential').set({ sealed: null }).where('id', '=', row.id).execute();
    return { kind: 'expired' };
  }

  const secret = Buffer.from(seal.open(contextOf(row.id), row.sealed)).toString();
  const claimed = await trx
    .updateTable('credential')
    .set({ picked_up_at: now, sealed: null })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await closeLink(trx, link, 'opened');
  await appendAudit(trx, link.request_id, {
    kind: 'picked-up',
    actor: 'Developer',
    note: 'The secret was shown, once, and erased.',
    detail: { credentialId: row.id },
  });
  return { kind: 'opened', secret, credential: toCredential(claimed) };
}

async function openedBefore(trx: Trx, link: LinkRow, credentialId: string, at: number): Promise<PickUpOutcome> {
  const note = 'Somebody came to the pickup page after the secret was shown.';
  await appendAudit(trx, link.request_id, {
    kind: 'opened-again',
    actor: 'Somebody with link and code',
    note,
    detail: { credentialId },
  });
  return {
    kind: 'opened-before',
    at,
    dispatch: await addDispatch(trx, link.request_id, { type: 'opened-again', credentialId }),
  };
}

/** Safe to repeat: the second time the key is disabled already and is named again, so that the issuer can be told again. */
async function lapse(trx: Trx, id: string): Promise<Credential | undefined> {
  const row = await trx.selectFrom('credential').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (row.picked_up_at !== null) return undefined;
  if (row.disabled_at !== null) return toCredential(row);
  const because = 'Nobody picked up the secret in time.';
  const ended = await end(trx, id, because);
  await appendAudit(trx, ended.requestId, {
    kind: 'pickup-lapsed',
    actor: 'Countersign',
    note: `${because} It is erased and the key disabled.`,
    detail: { credentialId: id },
  });
  return ended;
}

/** Safe to repeat, as `lapse` is. */
async function disableNewest(
  trx: Trx,
  requestId: string,
  by: string,
  because: string,
): Promise<Credential | undefined> {
  const newest = trx
    .selectFrom('credential')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('generation', 'desc')
    .limit(1);
  const row = await newest.executeTakeFirst();
  if (!row || row.disabled_at !== null) return row && toCredential(row);
  const ended = await end(trx, row.id, because);
  await appendAudit(trx, requestId, {
    kind: 'key-disabled',
    actor: by,
    note: `${by} disabled the key: ${because}`,
    detail: { credentialId: row.id },
  });
  return ended;
}

async function end(trx: Trx, id: string, because: string): Promise<Credential> {
  const ended = { disabled_at: now, disabled_because: because, sealed: null };
  return toCredential(
    await trx.updateTable('credential').set(ended).where('id', '=', id).returningAll().executeTakeFirstOrThrow(),
  );
}

function contextOf(credentialId: string): string {
  return `credential:${credentialId}`;
}
