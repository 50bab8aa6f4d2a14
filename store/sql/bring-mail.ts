import { sql } from 'kysely';
import type { MailStore } from '../port';
import { appendAudit } from './audit';
import { type Db, json, underLock } from './database';

/** Files a mail that nobody could place with a request. */
export function bringMail(db: Db, id: string, requestId: string, by: string): ReturnType<MailStore['bring']> {
  return underLock<Awaited<ReturnType<MailStore['bring']>>>(
    db,
    requestId,
    async (trx, at) => {
      const mail = await trx
        .selectFrom('received_mail')
        .select(['judgement', 'outcome'])
        .where('id', '=', id)
        .where('request_id', 'is', null)
        .where('closed_at', 'is', null)
        .where(sql<boolean>`outcome ->> 'kind' = 'queued'`)
        .forUpdate()
        .executeTakeFirst();
      if (!mail?.outcome) return 'not-waiting';
      await trx
        .updateTable('received_mail')
        .set({ outcome: json({ ...mail.outcome, requestId }), request_id: requestId })
        .where('id', '=', id)
        .execute();
      const from = mail.judgement?.from ?? 'an unknown sender';
      await appendAudit(trx, requestId, at, {
        kind: 'mail-brought',
        actor: by,
        note: `${by} brought a mail here that says it is from ${from}. It decides nothing.`,
        detail: { mailId: id },
      });
      return 'brought';
    },
    () => 'unknown-request',
  );
}
