import { sql } from 'kysely';
import type { Instant } from '../../domain/instant';
import { asksApprover } from '../../domain/question-letters';
import type { MailOutcome } from '../../domain/received-mail';
import type { ReceivedMail } from '../port';
import { appendAudit } from './audit';
import { type Db, type Trx } from './database';
import { readFile } from './files';
import { bouncedWords } from './letter-fate';
import { openTask } from './tasks';
import { noteUnreachable, waitingAs } from './unreachable';

/** The letter that a report is about. */
export async function bouncedLetter(db: Db, { judgement }: ReceivedMail) {
  const messageId = judgement?.bounce?.messageId ?? null;
  if (messageId === null) return undefined;
  return db
    .selectFrom('letter')
    .select(['id', 'request_id', 'mls_id', 'step_id', 'template', 'subject', 'recipient'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
}

export type BouncedLetter = NonNullable<Awaited<ReturnType<typeof bouncedLetter>>>;

/**
 * Under the lock of the letter's request. Anybody who was mailed can write such a report, so it takes no place away and decides nothing:
 * where it names the letter and the one to whom that letter went, somebody is asked beside them. One report of a kind is enough for a
 * letter, however many come.
 */
export async function recordBounce(
  trx: Trx,
  at: Instant,
  { id: mailId, judgement }: ReceivedMail,
  letter: BouncedLetter & { readonly request_id: string },
): Promise<MailOutcome> {
  const { id: letterId, request_id: requestId, step_id: stepId, recipient } = letter;
  const { isPermanent, because: why, recipient: named } = judgement!.bounce!;
  const because = bouncedWords(letter, judgement!.bounce!);
  const outcome = { kind: 'noted', requestId, because } as const;
  if (await isReported(trx, requestId, letterId, isPermanent)) return outcome;
  await appendAudit(trx, requestId, at, {
    kind: 'letter-bounced',
    actor: 'Countersign',
    note: because,
    detail: { mailId, letterId, isPermanent },
  });
  const file = (await readFile(trx, requestId, at))!;
  if (!isPermanent || file.standing.state !== 'pending') return outcome;
  await openTask(trx, requestId, at, { stepId, note: because });
  if (!asksApprover(letter) || named?.toLowerCase() !== recipient.email.toLowerCase()) return outcome;
  for (const asked of waitingAs(file, named)) {
    if (asked.stepId !== stepId) continue;
    const said = { stepId, approverId: asked.approver.id, mailId, because: why, at };
    await noteUnreachable(trx, requestId, { kind: 'undeliverable', ...said });
  }
  return outcome;
}

async function isReported(trx: Trx, requestId: string, letterId: string, isPermanent: boolean): Promise<boolean> {
  const detail = JSON.stringify({ letterId, isPermanent });
  const row = await trx
    .selectFrom('audit_event')
    .select('seq')
    .where('request_id', '=', requestId)
    .where('kind', '=', 'letter-bounced')
    .where(sql<boolean>`detail @> ${detail}::jsonb`)
    .executeTakeFirst();
  return row !== undefined;
}
