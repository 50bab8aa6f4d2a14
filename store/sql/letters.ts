import type { Instant } from '../../domain/instant';
import { withoutReplyCode } from '../../domain/reply-code';
import { openStepOf } from '../../domain/standing';
import type { Seal } from '../../secrets/seal';
import type { Correspondence, Letter, LetterStore, NewLetter, NewLink } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { readFile } from './files';
import { type LetterFate, type LetterRow, recordFate, refusedWords } from './letter-fate';
import { closeOpenLinks, type LinkRow, type WhichLinks } from './links';
import { concludeRegisterLetter } from './register-mail';
import { insertSeating } from './seatings';
import { openTask } from './tasks';

export function createLetterStore(db: Db, seal: Seal): LetterStore {
  const letters = db.selectFrom('letter').selectAll();

  async function conclude(id: string, kind: LetterFate, answer: string): Promise<void> {
    const letter = await letters.where('id', '=', id).executeTakeFirstOrThrow();
    if (letter.mls_id !== null) return concludeRegisterLetter(db, letter, kind, answer);
    const requestId = letter.request_id!;
    await underLock(db, requestId, async (trx, at) => {
      const event = await recordFate(trx, at, letter, kind, answer);
      await appendAudit(trx, requestId, at, { kind, ...event });
      if (kind === 'letter-sent') await closeOlderLinks(trx, id, at);
      if (kind === 'letter-refused') {
        await openTask(trx, requestId, at, { stepId: letter.step_id, note: refusedWords(letter, answer) });
      }
    });
  }

  return {
    write: (correspondence) =>
      underLock(db, correspondence.requestId, (trx, at) => writeCorrespondence(trx, seal, at, correspondence)),
    written: (requestId, key) => readCorrespondence(db, requestId, key),
    async find(id) {
      const row = await letters.where('id', '=', id).executeTakeFirst();
      return row && toLetter(row);
    },
    async bytes(id) {
      const { sealed } = await db.selectFrom('letter').select('sealed').where('id', '=', id).executeTakeFirstOrThrow();
      return seal.open(contextOf(id), sealed);
    },
    sent: (id, smtpResponse) => conclude(id, 'letter-sent', smtpResponse),
    refused: (id, refusal) => conclude(id, 'letter-refused', refusal),
    recalled: (id) => conclude(id, 'letter-recalled', 'No longer needed.'),
    ofRequest: async (requestId) =>
      (await letters.where('request_id', '=', requestId).orderBy('number').execute()).map(toLetter),
  };
}

/** All of it or, when that key was written before, nothing: an activity that runs twice writes once. */
export async function writeCorrespondence(
  trx: Trx,
  seal: Seal,
  at: Instant,
  correspondence: Correspondence,
): Promise<readonly string[]> {
  const { requestId, key, letters, links = [], events = [] } = correspondence;
  const before = await readCorrespondence(trx, requestId, key);
  if (before) return before;

  const ids = letters.map(({ id }) => id);
  await trx
    .insertInto('correspondence')
    .values({ request_id: requestId, key, letter_ids: json(ids), written_at: new Date(at) })
    .execute();
  for (const letter of letters) await insertLetter(trx, seal, letter);
  await recordFacts(trx, at, correspondence);
  for (const link of links) await insertLink(trx, requestId, link);
  for (const event of events) await appendAudit(trx, requestId, at, event);
  return ids;
}

async function readCorrespondence(db: Db, requestId: string, key: string): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('correspondence')
    .select('letter_ids')
    .where('request_id', '=', requestId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.letter_ids;
}

/** What the letters make known: openings, seatings, a lapse, a task. */
async function recordFacts(
  trx: Trx,
  at: Instant,
  { requestId, openings = [], seatings = [], left = [], lapsed, tasks = [] }: Correspondence,
): Promise<void> {
  for (const opening of openings) await insertOpening(trx, requestId, at, opening);
  for (const seating of seatings) await insertSeating(trx, requestId, at, seating);
  for (const whose of left) {
    await closeOpenLinks(trx, requestId, at, 'not-listed', { purposes: ['decision'], ...whose });
  }
  if (lapsed !== undefined) await recordLapse(trx, requestId, at, lapsed);
  for (const task of tasks) await openTask(trx, requestId, at, task);
}

/** Links that are out already stay good as long as the step is asked. */
async function insertOpening(
  trx: Trx,
  requestId: string,
  at: Instant,
  { stepId, digest, because, dues }: NonNullable<Correspondence['openings']>[number],
): Promise<void> {
  await trx
    .insertInto('opening')
    .values({ request_id: requestId, step_id: stepId, digest, opened_at: new Date(at), because, dues: json(dues) })
    .execute();
  const lapse = dues.findLast(({ kind }) => kind === 'lapse');
  if (!lapse) return;
  await trx
    .updateTable('link')
    .set({ deadline: new Date(lapse.at) })
    .where('request_id', '=', requestId)
    .where('step_id', '=', stepId)
    .where('purpose', 'in', ['decision', 'answer'])
    .where('closed_at', 'is', null)
    .where('deadline', '<', new Date(lapse.at))
    .execute();
}

/** An answer that came in the meantime is worth more than the clock. */
async function recordLapse(trx: Trx, requestId: string, at: Instant, stepId: string): Promise<void> {
  const { standing } = (await readFile(trx, requestId, at))!;
  if (!openStepOf(standing, stepId)) return;
  await trx
    .insertInto('lapse')
    .values({ request_id: requestId, step_id: stepId, lapsed_at: new Date(at) })
    .onConflict((conflict) => conflict.column('request_id').doNothing())
    .execute();
}

/** `mlsId`: for a letter about a register, which is no request's. */
export async function insertLetter(
  trx: Trx,
  seal: Seal,
  letter: NewLetter,
  mlsId: string | null = null,
): Promise<void> {
  const { id, requestId, stepId, template, recipient, envelope, subject, messageId, bytes } = letter;
  await trx
    .insertInto('letter')
    .values({
      id,
      request_id: mlsId === null ? requestId : null,
      mls_id: mlsId,
      step_id: stepId,
      template,
      recipient: json({ name: recipient.name, email: recipient.email }),
      envelope: json(envelope),
      // The code is the approver's; its hash is kept with the link, the subject as it was sent in the sealed bytes.
      subject: withoutReplyCode(subject),
      message_id: messageId,
      sealed: Buffer.from(seal.seal(contextOf(id), bytes)),
    })
    .execute();
}

async function insertLink(trx: Trx, requestId: string, link: NewLink): Promise<void> {
  const { purpose, stepId, approverId, credentialId, decisionId, letterId = null, generation, digest, deadline } = link;
  await trx
    .insertInto('link')
    .values({
      token_hash: Buffer.from(link.tokenHash),
      code_hash: link.codeHash && Buffer.from(link.codeHash),
      reply_hash: link.replyHash ? Buffer.from(link.replyHash) : null,
      purpose,
      request_id: requestId,
      step_id: stepId,
      approver_id: approverId,
      credential_id: credentialId,
      decision_id: decisionId,
      letter_id: letterId,
      generation,
      digest,
      deadline: new Date(deadline),
    })
    .execute();
}

/**
 * One link per approver and step, one per question, and one per key to pick up: a newer one takes the place of the older ones. Not before its letter has left:
 * while mail is down, the one that people have must stay good.
 */
async function closeOlderLinks(trx: Trx, letterId: string, at: Instant): Promise<void> {
  const newer = await trx.selectFrom('link').selectAll().where('letter_id', '=', letterId).executeTakeFirst();
  const whose = newer && whoseLink(newer);
  if (!whose) return;
  const { request_id, purpose, generation: before } = newer;
  await closeOpenLinks(trx, request_id, at, 'renewed', { purposes: [purpose], before, ...whose });
}

/** What a link has in common with those that it takes the place of; undefined where it takes none. */
function whoseLink(link: LinkRow): Omit<WhichLinks, 'purposes'> | undefined {
  switch (link.purpose) {
    case 'decision':
      return { stepId: link.step_id, approverId: link.approver_id };
    case 'answer':
      return { stepId: link.step_id, decisionId: link.decision_id };
    case 'pickup':
      return { credentialId: link.credential_id };
    case 'proof':
    case 'receipt':
    case 'sign-in':
    case 'status':
      return undefined;
  }
}

function contextOf(letterId: string): string {
  return `letter:${letterId}`;
}

function toLetter(row: LetterRow): Letter {
  return {
    id: row.id,
    requestId: row.request_id ?? '',
    stepId: row.step_id,
    template: row.template,
    recipient: row.recipient,
    envelope: row.envelope,
    subject: row.subject,
    messageId: row.message_id,
    createdAt: instant(row.created_at),
    sentAt: instant(row.sent_at),
    smtpResponse: row.smtp_response,
    refusedAt: instant(row.refused_at),
    refusal: row.refusal,
  };
}
