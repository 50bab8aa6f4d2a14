import type { Selectable } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Seal } from '../../secrets/seal';
import type { Correspondence, Letter, LetterStore, NewLetter, NewLink } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import type { Database } from './schema';

export function createLetterStore(db: Db, seal: Seal): LetterStore {
  const letters = db.selectFrom('letter').selectAll();

  async function conclude(id: string, kind: 'letter-sent' | 'letter-refused', answer: string): Promise<void> {
    const letter = await letters.where('id', '=', id).executeTakeFirstOrThrow();
    await underLock(db, letter.request_id, async (trx, at) => {
      const now = new Date(at);
      const facts =
        kind === 'letter-sent' ? { sent_at: now, smtp_response: answer } : { refused_at: now, refusal: answer };
      await trx.updateTable('letter').set(facts).where('id', '=', id).execute();
      const verb = kind === 'letter-sent' ? 'Sent' : 'The mail server refused';
      const note = `${verb} "${letter.subject}" to ${letter.recipient.email}.`;
      await appendAudit(trx, letter.request_id, at, {
        kind,
        actor: 'Countersign',
        note,
        detail: { letterId: id, answer },
      });
    });
  }

  return {
    async write(correspondence) {
      await underLock(db, correspondence.requestId, (trx, at) => writeCorrespondence(trx, seal, at, correspondence));
    },
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
    ofRequest: async (requestId) =>
      (await letters.where('request_id', '=', requestId).orderBy('created_at').execute()).map(toLetter),
  };
}

/** All of it or, when its first letter is there already, nothing: an activity that runs twice writes once. */
export async function writeCorrespondence(
  trx: Trx,
  seal: Seal,
  at: Instant,
  { requestId, letters, links = [], opening, event }: Correspondence,
): Promise<void> {
  const [first] = letters;
  if (first && (await trx.selectFrom('letter').select('id').where('id', '=', first.id).executeTakeFirst())) return;

  for (const letter of letters) await insertLetter(trx, seal, letter);
  for (const link of links) await insertLink(trx, requestId, at, link);
  if (opening) {
    const times = { opened_at: new Date(at), lapse_at: new Date(opening.lapseAt) };
    await trx
      .insertInto('opening')
      .values({ request_id: requestId, step_id: opening.stepId, ...times })
      .onConflict((conflict) => conflict.columns(['request_id', 'step_id']).doNothing())
      .execute();
  }
  if (event) await appendAudit(trx, requestId, at, event);
}

async function insertLetter(trx: Trx, seal: Seal, letter: NewLetter): Promise<void> {
  const { id, requestId, template, recipient, envelope, subject, messageId, bytes } = letter;
  await trx
    .insertInto('letter')
    .values({
      id,
      request_id: requestId,
      template,
      recipient: json({ name: recipient.name, email: recipient.email }),
      envelope: json(envelope),
      subject,
      message_id: messageId,
      sealed: Buffer.from(seal.seal(contextOf(id), bytes)),
    })
    .execute();
}

/** One link per approver and step: a newer one takes the place of the older ones. */
async function insertLink(trx: Trx, requestId: string, at: Instant, link: NewLink): Promise<void> {
  const { purpose, stepId, approverId, credentialId, generation, digest, deadline } = link;
  if (purpose === 'decision') {
    await trx
      .updateTable('link')
      .set({ closed_at: new Date(at), closed_because: 'renewed' })
      .where('request_id', '=', requestId)
      .where('step_id', '=', stepId)
      .where('approver_id', '=', approverId)
      .where('closed_at', 'is', null)
      .execute();
  }
  await trx
    .insertInto('link')
    .values({
      token_hash: Buffer.from(link.tokenHash),
      code_hash: link.codeHash && Buffer.from(link.codeHash),
      purpose,
      request_id: requestId,
      step_id: stepId,
      approver_id: approverId,
      credential_id: credentialId,
      generation,
      digest,
      deadline: new Date(deadline),
    })
    .execute();
}

function contextOf(letterId: string): string {
  return `letter:${letterId}`;
}

function toLetter(row: Selectable<Database['letter']>): Letter {
  return {
    id: row.id,
    requestId: row.request_id,
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
