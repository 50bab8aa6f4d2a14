import type { Selectable } from 'kysely';
import type { Instant } from '../../domain/instant';
import { fingerprintOf, isCode } from '../../secrets/token';
import type { Link, LinkClosing, LinkStore, LinkTrouble } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, readClock, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile } from './files';
import { openStepOf } from '../../domain/standing';
import type { Database } from './schema';

export type LinkRow = Selectable<Database['link']>;

/** Wrong codes after which a link is locked: with 27^6 codes, a guesser's chance is below one in 70 million. */
export const tries = 5;

export async function readLink(db: Db, tokenHash: Uint8Array): Promise<LinkRow | undefined> {
  return db.selectFrom('link').selectAll().where('token_hash', '=', Buffer.from(tokenHash)).executeTakeFirst();
}

export function isExpired({ deadline }: LinkRow, at: Instant): boolean {
  return instant(deadline) <= at;
}

export async function closeLink(trx: Trx, { token_hash }: LinkRow, at: Instant, because: LinkClosing): Promise<void> {
  await trx
    .updateTable('link')
    .set({ closed_at: new Date(at), closed_because: because })
    .where('token_hash', '=', Buffer.from(token_hash))
    .execute();
}

/**
 * Checks the code under the request's lock and counts a wrong one. At the last try the link is locked; a decision link that is still of use is
 * then renewed by itself, by mail to the listed address, so that a guesser cannot keep an approver from deciding.
 */
export async function checkCode(trx: Trx, link: LinkRow, at: Instant, code: string): Promise<LinkTrouble | undefined> {
  const tokenHash = Buffer.from(link.token_hash);
  if (link.code_hash !== null && isCode(code, tokenHash, link.code_hash)) return undefined;

  const wrong = link.wrong_codes + 1;
  const detail = { link: fingerprintOf(link.token_hash), wrong };
  await trx.updateTable('link').set({ wrong_codes: wrong }).where('token_hash', '=', tokenHash).execute();
  await appendAudit(trx, link.request_id, at, {
    kind: 'code-wrong',
    actor: 'Somebody with the link',
    note: `Wrong code (${wrong} of ${tries}).`,
    detail,
  });
  if (wrong < tries) return { kind: 'wrong-code', triesLeft: tries - wrong };

  // A link that was used stays closed for that reason; its count of wrong codes locks it all the same.
  const isOpen = link.closed_because === null;
  if (isOpen) await closeLink(trx, link, at, 'locked');
  await appendAudit(trx, link.request_id, at, {
    kind: 'link-locked',
    actor: 'Countersign',
    note: 'Link locked after five wrong codes.',
    detail,
  });
  // Whoever is waited for and holds no open link is asked again.
  const isRenewed = isOpen && (link.purpose === 'decision' || link.purpose === 'answer');
  return {
    kind: 'locked',
    ...(isRenewed ? { dispatch: await addDispatch(trx, link.request_id, { type: 'changed' }) } : {}),
  };
}

/** What stops a link before anything is said about the request. */
export function troubleOf(link: LinkRow): LinkTrouble | undefined {
  const stop = (['renewed', 'passed-on', 'not-listed'] as const).find((each) => each === link.closed_because);
  if (stop) return { kind: stop };
  if (link.closed_because === 'locked' || link.wrong_codes >= tries) return { kind: 'locked' };
  return undefined;
}

export function createLinkStore(db: Db): LinkStore {
  return {
    async find(tokenHash) {
      const row = await readLink(db, tokenHash);
      return row && toLink(row, await readClock(db));
    },

    async renew(tokenHash) {
      const found = await readLink(db, tokenHash);
      if (found?.purpose !== 'decision' && found?.purpose !== 'answer') return undefined;
      return underLock(db, found.request_id, async (trx, at) => {
        const link = (await readLink(trx, tokenHash))!;
        if (link.closed_because !== null || !isExpired(link, at) || !(await isAwaited(trx, link, at))) return undefined;
        await closeLink(trx, link, at, 'renewed');
        await appendAudit(trx, link.request_id, at, {
          kind: 'link-renewed',
          actor: 'Somebody with the link',
          note: 'A new mail was asked for in place of an expired link.',
        });
        return addDispatch(trx, link.request_id, { type: 'changed' });
      });
    },

    async ofRequest(requestId) {
      const at = await readClock(db);
      const rows = await db
        .selectFrom('link')
        .selectAll()
        .where('request_id', '=', requestId)
        .where('purpose', 'in', ['decision', 'answer', 'proof'])
        .orderBy('generation')
        .execute();
      return rows.map((row) => toLink(row, at));
    },
  };
}

async function isAwaited(trx: Trx, link: LinkRow, at: Instant): Promise<boolean> {
  const { standing } = (await readFile(trx, link.request_id, at))!;
  const open = openStepOf(standing, link.step_id!);
  return link.purpose === 'answer'
    ? open?.question?.id === link.decision_id
    : open !== undefined && open.waitingOn.some(({ id }) => id === link.approver_id);
}

/** Which links of a request; what is left out does not narrow them down. */
export interface WhichLinks {
  readonly purposes: readonly Link['purpose'][];
  readonly stepId?: string | null;
  readonly approverId?: string | null;
  readonly decisionId?: string | null;
  readonly credentialId?: string | null;
  /** Only those of an earlier generation. */
  readonly before?: number;
}

/** Closes the open links of a request that fit. */
export async function closeOpenLinks(
  trx: Trx,
  requestId: string,
  at: Instant,
  because: LinkClosing,
  { purposes, stepId, approverId, decisionId, credentialId, before }: WhichLinks,
): Promise<void> {
  let open = trx
    .updateTable('link')
    .set({ closed_at: new Date(at), closed_because: because })
    .where('request_id', '=', requestId)
    .where('purpose', 'in', purposes)
    .where('closed_at', 'is', null);
  if (stepId !== undefined) open = open.where('step_id', '=', stepId);
  if (approverId !== undefined) open = open.where('approver_id', '=', approverId);
  if (decisionId !== undefined) open = open.where('decision_id', '=', decisionId);
  if (credentialId !== undefined) open = open.where('credential_id', '=', credentialId);
  if (before !== undefined) open = open.where('generation', '<', before);
  await open.execute();
}

function toLink(row: LinkRow, at: Instant): Link {
  return {
    purpose: row.purpose,
    requestId: row.request_id,
    stepId: row.step_id,
    approverId: row.approver_id,
    credentialId: row.credential_id,
    decisionId: row.decision_id,
    generation: row.generation,
    digest: row.digest,
    deadline: instant(row.deadline),
    closedAt: instant(row.closed_at),
    closedBecause: row.closed_because,
    isExpired: isExpired(row, at),
  };
}
