import type { Dispatch } from '../../client/port';
import type { Credential } from '../../domain/credential';
import type { Instant } from '../../domain/instant';
import type { Seal } from '../../secrets/seal';
import { hashToken } from '../../secrets/token';
import type { CredentialStore, NewCredential, PickUpOutcome } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile, toCredential } from './files';
import { tellGrant } from './grant-log';
import { beginGrant } from './grant-terms';
import { createHandMadeKeys } from './hand-made-keys';
import { createTurns, isOvertaken } from './issuing';
import { writeCorrespondence } from './letters';
import { checkCode, closeLink, isExpired, type LinkRow, readLink, troubleOf } from './links';

type KeyWish = Parameters<CredentialStore['request']>[1];

const nothing = () => undefined;

export function createCredentialStore(db: Db, seal: Seal): CredentialStore {
  const one = async (id: string) => {
    const row = await db.selectFrom('credential').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toCredential(row);
  };

  return {
    find: one,

    async save(credential, correspondence) {
      return underLock(db, credential.requestId, async (trx, at) => {
        if (await isOvertaken(trx, credential)) return false;
        await insert(trx, seal, at, credential);
        await beginGrant(trx, at, (await readFile(trx, credential.requestId, at))!);
        await writeCorrespondence(trx, seal, at, correspondence);
        return true;
      });
    },

    ...createTurns(db),
    ...createHandMadeKeys(db),

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
      return underLock(db, found.request_id, (trx, at) => pickUp(trx, seal, at, tokenHash, code));
    },

    async lapse(id) {
      const credential = await one(id);
      if (!credential || credential.pickedUpAt !== null) return undefined;
      return underLock(db, credential.requestId, (trx, at) => lapse(trx, at, id));
    },

    disable: (requestId, by, because, credentialId) =>
      underLock(db, requestId, (trx, at) => disableNewest(trx, at, { requestId, by, because, credentialId }), nothing),

    request: (requestId, message) =>
      underLock(db, requestId, (trx, at) => requestOf(trx, at, requestId, message), nothing),
  };
}

async function insert(trx: Trx, seal: Seal, at: Instant, credential: NewCredential): Promise<void> {
  const { id, requestId, generation, evidenceId, issuer, keyId, clientId, spec, secret, pickUpUntil } = credential;
  await trx
    .insertInto('credential')
    .values({
      id,
      request_id: requestId,
      generation,
      evidence_id: evidenceId,
      key_id: keyId,
      client_id: clientId,
      spec: json(spec),
      sealed: Buffer.from(seal.seal(contextOf(id), Buffer.from(secret))),
      secret_hash: hashToken(secret),
      issuer,
      made_by: null,
      issued_at: new Date(at),
      pick_up_until: new Date(pickUpUntil),
      picked_up_at: null,
      held_at: null,
      disabled_at: null,
      disabled_because: null,
    })
    .execute();
}

/** A wish about a key is told to the workflow only when there is a key. */
async function requestOf(trx: Trx, at: Instant, requestId: string, message: KeyWish): Promise<Dispatch | undefined> {
  const keys = trx.selectFrom('credential').select('id').where('request_id', '=', requestId);
  if (!(await keys.executeTakeFirst())) return undefined;
  const wish = message.type === 'reissue' ? 'a new key in place of the old one' : 'that the key be disabled';
  await appendAudit(trx, requestId, at, {
    kind: message.type === 'reissue' ? 'key-reissue-asked' : 'key-disable-asked',
    actor: message.by,
    note: `${message.by} asked for ${wish}: ${message.reason}`,
  });
  return addDispatch(trx, requestId, message);
}

/** Claim first, answer after: a secret whose answer is lost was shown to nobody, and is never shown again. */
async function pickUp(trx: Trx, seal: Seal, at: Instant, tokenHash: Uint8Array, code: string): Promise<PickUpOutcome> {
  const link = (await readLink(trx, tokenHash))!;
  const trouble = troubleOf(link) ?? (await checkCode(trx, link, at, code));
  if (trouble) return trouble;

  const row = await trx.selectFrom('credential').selectAll().where('id', '=', link.credential_id).executeTakeFirst();
  if (!row) return { kind: 'unknown' };
  if (row.picked_up_at !== null) return openedBefore(trx, link, at, row.id, instant(row.picked_up_at));
  if (row.disabled_at !== null) return { kind: 'gone', because: row.disabled_because ?? 'The key was disabled.' };
  // The workflow may not have heard of it yet.
  const { standing } = (await readFile(trx, link.request_id, at))!;
  if (standing.state !== 'approved') {
    await erase(trx, row.id);
    return { kind: 'gone', because: standing.because };
  }
  if (isExpired(link, at) || instant(row.pick_up_until) <= at || row.sealed === null) {
    await erase(trx, row.id);
    return { kind: 'expired' };
  }

  const secret = Buffer.from(seal.open(contextOf(row.id), row.sealed)).toString();
  const claimed = await trx
    .updateTable('credential')
    .set({ picked_up_at: new Date(at), sealed: null })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await closeLink(trx, link, at, 'opened');
  await appendAudit(trx, link.request_id, at, {
    kind: 'picked-up',
    actor: 'Developer',
    note: 'The secret was shown, once, and erased.',
    detail: { credentialId: row.id },
  });
  // The time of a key that it replaces begins to run.
  if (row.generation > 1) await tellGrant(trx, link.request_id);
  return { kind: 'opened', secret, credential: toCredential(claimed) };
}

async function erase(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('credential').set({ sealed: null }).where('id', '=', id).execute();
}

async function openedBefore(
  trx: Trx,
  link: LinkRow,
  at: Instant,
  credentialId: string,
  pickedUpAt: Instant,
): Promise<PickUpOutcome> {
  const note = 'Somebody came to the pickup page after the secret was shown.';
  await appendAudit(trx, link.request_id, at, {
    kind: 'opened-again',
    actor: 'Somebody with link and code',
    note,
    detail: { credentialId },
  });
  return {
    kind: 'opened-before',
    at: pickedUpAt,
    dispatch: await addDispatch(trx, link.request_id, { type: 'opened-again', credentialId }),
  };
}

/** Safe to repeat: the second time the key is disabled already and is named again, so that the issuer can be told again. */
async function lapse(trx: Trx, at: Instant, id: string): Promise<Credential | undefined> {
  const row = await trx.selectFrom('credential').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (row.picked_up_at !== null) return undefined;
  const because = 'Nobody picked up the secret in time.';
  // Ended before for another reason: then there is nothing to tell.
  if (row.disabled_at !== null) return row.disabled_because === because ? toCredential(row) : undefined;
  const ended = await end(trx, at, id, because);
  // It takes nobody's place, so the one that it was to replace goes on.
  await trx
    .updateTable('credential')
    .set({ overlap_ms: null })
    .where('request_id', '=', ended.requestId)
    .where('generation', '=', ended.generation - 1)
    .where('disabled_at', 'is', null)
    .execute();
  await appendAudit(trx, ended.requestId, at, {
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
  at: Instant,
  {
    requestId,
    by,
    because,
    credentialId,
  }: { requestId: string; by: string; because: string; credentialId: string | undefined },
): Promise<Credential | undefined> {
  const newest = trx
    .selectFrom('credential')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('generation', 'desc')
    .limit(1);
  const row = await newest.executeTakeFirst();
  if (!row || (credentialId !== undefined && row.id !== credentialId)) return undefined;
  if (row.disabled_at !== null) return toCredential(row);
  const ended = await end(trx, at, row.id, because);
  await appendAudit(trx, requestId, at, {
    kind: 'key-disabled',
    actor: by,
    note: `${by} disabled the key: ${because}`,
    detail: { credentialId: row.id },
  });
  return ended;
}

async function end(trx: Trx, at: Instant, id: string, because: string): Promise<Credential> {
  const ended = { disabled_at: new Date(at), disabled_because: because, sealed: null };
  return toCredential(
    await trx.updateTable('credential').set(ended).where('id', '=', id).returningAll().executeTakeFirstOrThrow(),
  );
}

function contextOf(credentialId: string): string {
  return `credential:${credentialId}`;
}
