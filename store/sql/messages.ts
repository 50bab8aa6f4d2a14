import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Message } from '../../domain/message';
import type { Instant } from '../../domain/instant';
import type { MailOutcome } from '../../domain/received-mail';
import type { Seal } from '../../secrets/seal';
import type { MessageStore, NewMessage } from '../port';
import { describeFile, insertAttachments } from './attachments';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { concludeMail } from './mails';
import type { Database } from './schema';

export function createMessageStore(db: Db, seal: Seal): MessageStore {
  return {
    ofRequest: (requestId) => readMessages(db, (query) => query.where('request_id', '=', requestId)),
    find: async (id) => (await readMessages(db, (query) => query.where('id', '=', id)))[0],

    post: (requestId, message) =>
      underLock<Awaited<ReturnType<MessageStore['post']>>>(
        db,
        requestId,
        (trx, at) => write(trx, seal, at, requestId, message, { mailId: null, vouchedBy: null }),
        () => undefined,
      ),

    fromMail: (mailId, requestId, message, vouchedBy) =>
      underLock(db, requestId, async (trx, at): Promise<MailOutcome> => {
        const mail = await trx
          .selectFrom('received_mail')
          .select('outcome')
          .where('id', '=', mailId)
          .executeTakeFirst();
        if (mail?.outcome && mail.outcome.kind !== 'queued') return mail.outcome;
        const { name } = message.from;
        const { message: written } = await write(trx, seal, at, requestId, message, {
          mailId,
          vouchedBy: vouchedBy ?? null,
        });
        const because = vouchedBy
          ? `${vouchedBy} passed it on as a message of ${name}, who could not be proved to have sent it.`
          : `A message of ${name} to everybody who takes part in the request.`;
        return concludeMail(trx, mailId, { kind: 'message', requestId, messageId: written.id, because }, at, vouchedBy);
      }),
  };
}

async function write(
  trx: Trx,
  seal: Seal,
  at: Instant,
  requestId: string,
  { from, text, attachments: files }: NewMessage,
  { mailId, vouchedBy }: Pick<Message, 'mailId' | 'vouchedBy'>,
) {
  const id = randomUUID();
  const attachments = files.map(describeFile);
  const message: Message = { id, requestId, from, text: text.trim(), attachments, mailId, vouchedBy, at };
  await trx
    .insertInto('message')
    .values({
      id,
      request_id: requestId,
      author: json(from),
      body: message.text,
      mail_id: mailId,
      vouched_by: vouchedBy,
      written_at: new Date(at),
    })
    .execute();
  await insertAttachments(trx, seal, requestId, { messageId: id }, attachments, files);
  await appendAudit(trx, requestId, at, {
    kind: 'message',
    actor: vouchedBy ?? from.name,
    note: vouchedBy
      ? `${vouchedBy} passed a mail on as a message of ${from.name}, who could not be proved to have sent it.`
      : `${from.name} wrote to the others.`,
    detail: { messageId: id, mailId, files: attachments.map(({ name, sha256 }) => ({ name, sha256 })) },
  });
  return { message, dispatch: await addDispatch(trx, requestId, { type: 'message', messageId: id }) };
}

type MessageQuery = ReturnType<typeof messageQuery>;

function messageQuery(db: Db) {
  return db.selectFrom('message').selectAll();
}

async function readMessages(db: Db, which: (query: MessageQuery) => MessageQuery): Promise<readonly Message[]> {
  const rows = await which(messageQuery(db)).orderBy('number').execute();
  if (rows.length === 0) return [];
  const files = await db
    .selectFrom('attachment')
    .select(['id', 'message_id', 'name', 'size', 'sha256'])
    .where(
      'message_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('position')
    .execute();
  return rows.map((row) => toMessage(row, files));
}

function toMessage(
  row: Selectable<Database['message']>,
  files: readonly { id: string; message_id: string | null; name: string; size: number; sha256: string }[],
): Message {
  const { id, request_id: requestId, author: from, body: text, mail_id: mailId, vouched_by: vouchedBy } = row;
  const attachments = files
    .filter(({ message_id }) => message_id === id)
    .map(({ id: fileId, name, size, sha256 }) => ({ id: fileId, name, size, sha256 }));
  return { id, requestId, from, text, attachments, mailId, vouchedBy, at: instant(row.written_at) };
}
