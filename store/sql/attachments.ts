import { createHash, randomUUID } from 'node:crypto';
import type { Attachment } from '../../domain/decision';
import type { Seal } from '../../secrets/seal';
import type { NewAttachment } from '../port';
import type { Db, Trx } from './database';

/** What is known of a file that came, which is kept and never opened. */
export function describeFile({ name, bytes }: NewAttachment): Attachment {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id: randomUUID(), name, size: bytes.byteLength, sha256 };
}

/** `files` in the order of their descriptions. */
export async function insertAttachments(
  trx: Trx,
  seal: Seal,
  requestId: string,
  of: { readonly answerId: string } | { readonly messageId: string },
  described: readonly Attachment[],
  files: readonly NewAttachment[],
): Promise<void> {
  const answer_id = 'answerId' in of ? of.answerId : null;
  const message_id = 'messageId' in of ? of.messageId : null;
  for (const [position, { id, name, size, sha256 }] of described.entries()) {
    const sealed = Buffer.from(seal.seal(contextOf(id), files[position]!.bytes));
    await trx
      .insertInto('attachment')
      .values({ id, request_id: requestId, answer_id, message_id, position, name, size, sha256, sealed })
      .execute();
  }
}

/** A file of the request; undefined when it is another request's. */
export async function readAttachment(
  db: Db,
  seal: Seal,
  requestId: string,
  id: string,
): Promise<(Attachment & { readonly bytes: Uint8Array }) | undefined> {
  const row = await db
    .selectFrom('attachment')
    .selectAll()
    .where('id', '=', id)
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { name, size, sha256, sealed } = row;
  return { id, name, size, sha256, bytes: seal.open(contextOf(id), sealed) };
}

function contextOf(attachmentId: string): string {
  return `attachment:${attachmentId}`;
}
