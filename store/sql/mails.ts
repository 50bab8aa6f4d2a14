import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { MailOutcome } from '../../domain/received-mail';
import { replyCodesIn } from '../../domain/reply-code';
import type { Seal } from '../../secrets/seal';
import { hashReplyCode } from '../../secrets/token';
import type { MailStore, NewMail, ReceivedMail } from '../port';
import { bringMail } from './bring-mail';
import { closeMail, markClosed } from './close-mail';
import { bouncedLetter, type BouncedLetter, recordBounce } from './bounces';
import { type Db, instant, json, type Trx, underLock } from './database';
import { decideByMail } from './decide-by-mail';
import { addDispatch } from './dispatches';
import { underRegisterLock } from './register-log';
import { recordRegisterBounce } from './register-mail';
import type { Database } from './schema';
import { quotedRequest, readUnreachable, recordAbsence, unknownAbsence } from './unreachable';

type MailRow = Selectable<Database['received_mail']>;
/** All but the bytes, which may be megabytes. */
const columns = [
  'id',
  'source',
  'envelope',
  'size',
  'received_at',
  'judgement',
  'outcome',
  'closed_at',
  'closed_by',
] as const;

/** Mail that we get: kept as it came, judged once, and taken for a decision only if everything fits. */
export function createMailStore(db: Db, seal: Seal): MailStore {
  const one = (id: string) => db.selectFrom('received_mail').select(columns).where('id', '=', id).executeTakeFirst();

  const question = (hash: Buffer) =>
    db.selectFrom('link').select('request_id').where('reply_hash', '=', hash).executeTakeFirst();

  /** Brings a mail to what it is about, under the lock of that request; to staff when there is nothing. Safe to repeat. */
  async function sort<About extends { readonly request_id: string }>(
    id: string,
    find: (mail: ReceivedMail) => Promise<About | undefined>,
    unknown: MailOutcome,
    take: (trx: Trx, at: Instant, mail: ReceivedMail, about: About) => Promise<MailOutcome>,
  ): Promise<MailOutcome> {
    const mail = toMail((await one(id))!);
    if (mail.outcome) return mail.outcome;
    const about = await find(mail);
    if (!about) return conclude(db, id, unknown);
    return underLock(db, about.request_id, async (trx, at) => conclude(trx, id, await take(trx, at, mail, about)));
  }

  return {
    receive: (mail) => db.transaction().execute((trx) => receive(trx, seal, mail)),
    async find(id) {
      const row = await one(id);
      return row && toMail(row);
    },
    async raw(id) {
      const row = await db.selectFrom('received_mail').select('sealed').where('id', '=', id).executeTakeFirstOrThrow();
      return seal.open(contextOf(id), row.sealed);
    },
    list: (filter) => list(db, filter),
    async judged(id, judgement) {
      await db
        .updateTable('received_mail')
        .set({ judgement: json(judgement) })
        .where('id', '=', id)
        .where('judgement', 'is', null)
        .execute();
    },
    requestOf: async (replyCode) => (await question(hashReplyCode(replyCode)))?.request_id,
    async decide(id, replyCode) {
      const hash = hashReplyCode(replyCode);
      return sort(
        id,
        () => question(hash),
        queued(unknownCode),
        (trx, at, mail) => decideByMail(trx, at, mail, hash),
      );
    },
    async bounced(id) {
      const mail = toMail((await one(id))!);
      const letter = mail.outcome ? undefined : await bouncedLetter(db, mail);
      if (letter?.mls_id) return concludeRegisterBounce(db, mail, { ...letter, mls_id: letter.mls_id });
      const about = letter && letter.request_id !== null ? { ...letter, request_id: letter.request_id } : undefined;
      return sort(id, async () => about, queued(unknownLetter), recordBounce);
    },
    absent: (id) => sort(id, (mail) => quotedRequest(db, mail), unknownAbsence, recordAbsence),
    unreachable: (requestId) => readUnreachable(db, requestId),
    async conclude(id, outcome) {
      await conclude(db, id, outcome);
    },
    bring: (id, requestId, by) => bringMail(db, id, requestId, by),
    async close(id, by) {
      const requestId = (await one(id))?.outcome?.requestId ?? null;
      const isClosed = await (requestId === null
        ? markClosed(db, null, id, by)
        : underLock(db, requestId, (trx, at) => closeMail(trx, requestId, at, id, by)));
      return isClosed ? toMail((await one(id))!) : undefined;
    },
  };
}

const queued = (because: string): MailOutcome => ({ kind: 'queued', requestId: null, because });
const unknownLetter = 'It reports about a mail that we do not know.';
const unknownCode = 'No question of ours has the reply code in its subject.';

async function list(
  db: Db,
  { queued, requestId, limit, offset }: Parameters<MailStore['list']>[0],
): Promise<readonly ReceivedMail[]> {
  let query = db.selectFrom('received_mail').select(columns);
  if (queued) query = query.where(sql<boolean>`outcome ->> 'kind' = 'queued' and closed_at is null`);
  if (requestId !== undefined) query = query.where('request_id', '=', requestId);
  const rows = await query.orderBy('received_at', 'desc').orderBy('id').limit(limit).offset(offset).execute();
  return rows.map(toMail);
}

async function receive(trx: Trx, seal: Seal, { raw, source, envelope }: NewMail) {
  const id = createHash('sha256').update(raw).digest('hex');
  const sealed = Buffer.from(seal.seal(contextOf(id), raw));
  const added = await trx
    .insertInto('received_mail')
    .values({ id, source, envelope: json(envelope), size: raw.byteLength, sealed })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!added) return { id, dispatch: null };
  const isAwaited = await namesQuestion(trx, raw);
  return { id, dispatch: await addDispatch(trx, '', { type: 'mail', mailId: id, ...(isAwaited && { isAwaited }) }) };
}

/** Where a subject stands; a code further on is not looked for. */
const headBytes = 16 * 1024;

/** Whether a question of ours is answered by it, as far as it says. It proves nothing: it only tells which mails wait longer in a flood. */
async function namesQuestion(trx: Trx, raw: Uint8Array): Promise<boolean> {
  const codes = replyCodesIn(Buffer.from(raw.subarray(0, headBytes)).toString('latin1')).slice(0, 3);
  if (codes.length === 0) return false;
  const hashes = codes.map(hashReplyCode);
  return (
    (await trx.selectFrom('link').select('request_id').where('reply_hash', 'in', hashes).executeTakeFirst()) !==
    undefined
  );
}

/** A person made something of a mail that waited for one: that is its outcome from now on, and nothing is left to do. */
export async function concludeMail(
  trx: Trx,
  id: string,
  outcome: MailOutcome,
  at: Instant,
  by: string | undefined,
): Promise<MailOutcome> {
  if (by === undefined) return conclude(trx, id, outcome);
  const dealt = { outcome: json(outcome), request_id: outcome.requestId, closed_at: new Date(at), closed_by: by };
  await trx.updateTable('received_mail').set(dealt).where('id', '=', id).execute();
  return outcome;
}

/** In one transaction, so that a mail which is sorted twice is on record once. */
async function concludeRegisterBounce(
  db: Db,
  mail: ReceivedMail,
  letter: BouncedLetter & { readonly mls_id: string },
): Promise<MailOutcome> {
  const outcome = await underRegisterLock(db, letter.mls_id, async (trx, at) =>
    conclude(trx, mail.id, await recordRegisterBounce(trx, at, mail, letter)),
  );
  return outcome!;
}

/** The first outcome stays: of two who sort the same mail, the second learns what the first found. */
async function conclude(db: Db, id: string, outcome: MailOutcome): Promise<MailOutcome> {
  await db
    .updateTable('received_mail')
    .set({ outcome: json(outcome), request_id: outcome.requestId })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .execute();
  const row = await db.selectFrom('received_mail').select('outcome').where('id', '=', id).executeTakeFirstOrThrow();
  return row.outcome!;
}

function toMail(row: Omit<MailRow, 'sealed' | 'request_id'>): ReceivedMail {
  return {
    id: row.id,
    source: row.source,
    envelope: row.envelope,
    size: row.size,
    receivedAt: instant(row.received_at),
    judgement: row.judgement,
    outcome: row.outcome,
    closedAt: instant(row.closed_at),
    closedBy: row.closed_by,
  };
}

function contextOf(mailId: string): string {
  return `mail:${mailId}`;
}
