import type { Instant } from '../../domain/instant';
import type { MailOutcome } from '../../domain/received-mail';
import type { ReceivedMail } from '../port';
import type { BouncedLetter } from './bounces';
import type { Db, Trx } from './database';
import { bouncedWords, type LetterFate, type LetterRow, recordFate, refusedWords } from './letter-fate';
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
    if (kind === 'letter-refused') await openRegisterTask(trx, mlsId, at, refusedWords(letter, answer));
  });
}

/** Under the register's lock: a letter about it came back, or is delayed. */
export async function recordRegisterBounce(
  trx: Trx,
  at: Instant,
  { id: mailId, judgement }: ReceivedMail,
  letter: BouncedLetter & { readonly mls_id: string },
): Promise<MailOutcome> {
  const { id: letterId, mls_id: mlsId } = letter;
  const because = bouncedWords(letter, judgement!.bounce!);
  const event = { kind: 'letter-bounced', actor: 'Countersign', note: because, detail: { mailId, letterId } } as const;
  await appendRegisterEvent(trx, mlsId, at, event);
  if (judgement!.bounce!.isPermanent) await openRegisterTask(trx, mlsId, at, because);
  return { kind: 'noted', requestId: null, because };
}
