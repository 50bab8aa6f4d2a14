import type { Selectable } from 'kysely';
import type { AttestationAnswer } from '../../domain/attestation';
import { type Authorization, mayDecide } from '../../domain/authorization';
import type { Instant } from '../../domain/instant';
import { changeWords, isOpen } from '../../domain/register-change';
import { fingerprintOf, isCode } from '../../secrets/token';
import type { RegisterEventKind, RegisterLink, RegisterLinkOutcome, RegisterStore } from '../port';
import { type Db, instant, readClock, type Trx } from './database';
import { tellWaiting } from './dispatches';
import { tries } from './links';
import { readRegister } from './register';
import { readChange } from './register-change-rows';
import { stop, wake } from './register-changes';
import { appendRegisterEvent, openRegisterTask, underRegisterLock } from './register-log';
import type { Database } from './schema';

type LinkRow = Selectable<Database['register_link']>;
type Purpose = RegisterLink['purpose'];

/** A link whose code was right, with its person's entry. */
interface Used {
  readonly trx: Trx;
  readonly at: Instant;
  readonly link: LinkRow;
  readonly entry: Authorization;
  readonly isListed: boolean;
}

/** What those who may decide do with their register by links in letters. */
export function createRegisterLinks(db: Db): Pick<RegisterStore, 'findLink' | 'object' | 'attest'> {
  return {
    async findLink(tokenHash) {
      const row = await readLink(db, tokenHash);
      return row && toLink(row, await readClock(db));
    },
    object: (tokenHash, code, reason) => use(db, 'objection', tokenHash, code, (used) => object(used, reason)),
    attest: (tokenHash, code, answer, note) =>
      use(db, 'attestation', tokenHash, code, (used) => attest(used, answer, note)),
  };
}

/** Everything is read again under the lock: of two who use a link at once, the second sees the first. */
async function use(
  db: Db,
  purpose: Purpose,
  tokenHash: Uint8Array,
  code: string,
  work: (used: Used) => Promise<RegisterLinkOutcome>,
): Promise<RegisterLinkOutcome> {
  const found = await readLink(db, tokenHash);
  if (found?.purpose !== purpose) return { kind: 'unknown' };
  const outcome = await underRegisterLock(db, found.mls_id, async (trx, at): Promise<RegisterLinkOutcome> => {
    const link = (await readLink(trx, tokenHash))!;
    if (link.wrong_codes >= tries) return { kind: 'locked' };
    const wrong = await checkCode(trx, at, link, code);
    if (wrong) return wrong;
    if (link.closed_at !== null) return { kind: 'answered-before' };
    if (instant(link.deadline) <= at) return { kind: 'expired' };
    const register = (await readRegister(trx, link.mls_id))!;
    const entry = register.entries.find(({ id }) => id === link.approver_id)!;
    return work({ trx, at, link, entry, isListed: mayDecide(register, entry, null) });
  });
  return outcome ?? { kind: 'unknown' };
}

async function checkCode(
  trx: Trx,
  at: Instant,
  { token_hash, code_hash, wrong_codes, mls_id }: LinkRow,
  code: string,
): Promise<RegisterLinkOutcome | undefined> {
  const tokenHash = Buffer.from(token_hash);
  if (isCode(code, tokenHash, code_hash)) return undefined;
  const wrong = wrong_codes + 1;
  const isLast = wrong >= tries;
  const locked = isLast ? ({ closed_at: new Date(at), closed_because: 'locked' } as const) : {};
  await trx
    .updateTable('register_link')
    .set({ wrong_codes: wrong, ...locked })
    .where('token_hash', '=', tokenHash)
    .execute();
  await appendRegisterEvent(trx, mls_id, at, {
    kind: 'code-wrong',
    actor: 'Somebody with the link',
    note: `Wrong code (${wrong} of ${tries}).${isLast ? ' The link is locked.' : ''}`,
    detail: { link: fingerprintOf(token_hash), wrong },
  });
  return isLast ? { kind: 'locked' } : { kind: 'wrong-code', triesLeft: tries - wrong };
}

/** Stops a change before it comes into force; after that it calls support, since nobody takes a change back alone. */
async function object({ trx, at, link, entry, isListed }: Used, reason: string): Promise<RegisterLinkOutcome> {
  const change = (await readChange(trx, link.mls_id, link.change_id!))!;
  const by = `${entry.name} (${entry.title})`;
  if (change.stopped) return { kind: 'answered-before' };
  if (isOpen(change)) {
    if (!isListed) return { kind: 'not-listed' };
    await close(trx, at, link);
    const { dispatch } = await stop(trx, at, change, { how: 'objected', by, because: reason });
    await openRegisterTask(trx, link.mls_id, at, `${by} objected to ${changeWords(change)}: ${reason}`);
    return { kind: 'objected', isLate: false, dispatch: dispatch! };
  }
  await close(trx, at, link);
  const note = `${by} says that ${changeWords(change)} was wrong: ${reason}`;
  await log(trx, at, link, 'objected-late', by, note);
  await openRegisterTask(trx, link.mls_id, at, note);
  return { kind: 'objected', isLate: true, dispatch: await wake(trx, link.mls_id) };
}

async function attest(
  { trx, at, link, entry }: Used,
  answer: AttestationAnswer,
  note: string,
): Promise<RegisterLinkOutcome> {
  if (!entry.active) return { kind: 'not-listed' };
  const answered = await trx
    .updateTable('attestation')
    .set({ answered_at: new Date(at), answer, note })
    .where('id', '=', link.attestation_id)
    .where('answered_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!answered) return { kind: 'answered-before' };
  await close(trx, at, link);
  const { name } = entry;
  const words = note === '' ? '.' : `: ${note}`;
  switch (answer) {
    case 'yes':
      await trx
        .updateTable('approver')
        .set({ attested_at: new Date(at) })
        .where('id', '=', entry.id)
        .execute();
      await log(trx, at, link, 'attested', name, `${name} says that the entry still holds${words}`);
      break;
    case 'no-longer':
      // Giving up one's own authority needs nobody else.
      await trx.updateTable('approver').set({ active: false }).where('id', '=', entry.id).execute();
      await log(
        trx,
        at,
        link,
        'resigned',
        name,
        `${name} no longer decides for the MLS, and says so by link and code${words}`,
      );
      await tellWaiting(trx, entry.id);
      await openRegisterTask(trx, link.mls_id, at, `${name} no longer decides for the MLS. See who takes over${words}`);
      break;
    case 'change':
      await log(trx, at, link, 'change-wanted', name, `${name} still decides, and wants the entry changed${words}`);
      await openRegisterTask(trx, link.mls_id, at, `${name} wants the entry changed${words}`);
  }
  return { kind: 'attested', answer, dispatch: await wake(trx, link.mls_id) };
}

/** The link, and all others of the same round. */
async function close(trx: Trx, at: Instant, { token_hash, attestation_id }: LinkRow): Promise<void> {
  const links = trx.updateTable('register_link').set({ closed_at: new Date(at), closed_because: 'answered' });
  await (
    attestation_id === null
      ? links.where('token_hash', '=', Buffer.from(token_hash))
      : links.where('attestation_id', '=', attestation_id).where('closed_at', 'is', null)
  ).execute();
}

function log(
  trx: Trx,
  at: Instant,
  link: LinkRow,
  kind: RegisterEventKind,
  actor: string,
  note: string,
): Promise<void> {
  const detail = { approverId: link.approver_id, link: fingerprintOf(link.token_hash) };
  return appendRegisterEvent(trx, link.mls_id, at, { kind, actor, note, detail });
}

function readLink(db: Db, tokenHash: Uint8Array): Promise<LinkRow | undefined> {
  return db.selectFrom('register_link').selectAll().where('token_hash', '=', Buffer.from(tokenHash)).executeTakeFirst();
}

function toLink(row: LinkRow, at: Instant): RegisterLink {
  return {
    purpose: row.purpose,
    mlsId: row.mls_id,
    approverId: row.approver_id,
    changeId: row.change_id,
    attestationId: row.attestation_id,
    closedAt: instant(row.closed_at),
    closedBecause: row.closed_because,
    isExpired: instant(row.deadline) <= at,
  };
}
