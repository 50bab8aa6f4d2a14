import type { Instant } from '../../domain/instant';
import type { MailOutcome } from '../../domain/received-mail';
import type { ReceivedMail } from '../port';
import { appendAudit } from './audit';
import { type Db, type Trx } from './database';
import { readFile } from './files';
import { openTask } from './tasks';

/** The letter that a report is about. */
export async function bouncedLetter(db: Db, { judgement }: ReceivedMail) {
  const messageId = judgement?.bounce?.messageId ?? null;
  if (messageId === null) return undefined;
  return db
    .selectFrom('letter')
    .select(['id', 'request_id', 'mls_id', 'step_id', 'subject', 'recipient'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
}

type Letter = NonNullable<Awaited<ReturnType<typeof bouncedLetter>>> & { readonly request_id: string };

/** Under the lock of the letter's request. */
export async function recordBounce(
  trx: Trx,
  at: Instant,
  { id: mailId, judgement }: ReceivedMail,
  { id, request_id: requestId, step_id: stepId, subject, recipient }: Letter,
): Promise<MailOutcome> {
  const { isPermanent, because: why } = judgement!.bounce!;
  const because = `"${subject}" to ${recipient.email} ${isPermanent ? 'came back' : 'is delayed'}: ${why}`;
  await appendAudit(trx, requestId, at, {
    kind: 'letter-bounced',
    actor: 'Countersign',
    note: because,
    detail: { mailId, letterId: id },
  });
  const { standing } = (await readFile(trx, requestId, at))!;
  if (isPermanent && standing.state === 'pending') await openTask(trx, requestId, at, { stepId, note: because });
  return { kind: 'noted', requestId, because };
}
