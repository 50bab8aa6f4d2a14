import type { MailOutcome } from '../../domain/received-mail';
import type { ReceivedMail } from '../port';
import type { bouncedLetter } from './bounces';
import type { Db } from './database';
import { type LetterFate, type LetterRow, recordFate } from './letter-fate';
import { appendRegisterEvent, openRegisterTask, underRegisterLock } from './register-log';

/** What became of a letter about a register. (None of them is ever recalled.) */
export async function concludeRegisterLetter(
  db: Db,
  letter: LetterRow,
  fate: LetterFate,
  answer: string,
): Promise<void> {
  const mlsId = letter.mls_id!;
  await underRegisterLock(db, mlsId, async (trx, at) => {
    const kind = fate === 'letter-sent' ? fate : 'letter-refused';
    await appendRegisterEvent(trx, mlsId, at, { kind, ...(await recordFate(trx, at, letter, fate, answer)) });
    const note = `The mail server refused "${letter.subject}" to ${letter.recipient.email}: ${answer}`;
    if (kind === 'letter-refused') await openRegisterTask(trx, mlsId, at, note);
  });
}

/** A letter about a register came back, or is delayed. Undefined when it is no such letter. */
export async function recordRegisterBounce(
  db: Db,
  { id: mailId, judgement }: ReceivedMail,
  letter: Awaited<ReturnType<typeof bouncedLetter>>,
): Promise<MailOutcome | undefined> {
  if (!letter || letter.mls_id === null) return undefined;
  const { id: letterId, mls_id: mlsId, subject, recipient } = letter;
  const { isPermanent, because: why } = judgement!.bounce!;
  const because = `"${subject}" to ${recipient.email} ${isPermanent ? 'came back' : 'is delayed'}: ${why}`;
  await underRegisterLock(db, mlsId, async (trx, at) => {
    const event = {
      kind: 'letter-bounced',
      actor: 'Countersign',
      note: because,
      detail: { mailId, letterId },
    } as const;
    await appendRegisterEvent(trx, mlsId, at, event);
    if (isPermanent) await openRegisterTask(trx, mlsId, at, because);
  });
  return { kind: 'noted', requestId: null, because };
}
