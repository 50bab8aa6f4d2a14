import { randomUUID } from 'node:crypto';
import { stepOf } from '../../domain/chain';
import type { Party } from '../../domain/party';
import type { Refusal } from '../../domain/refuse';
import { refuseMail } from '../../domain/refuse-mail';
import { openStepOf } from '../../domain/standing';
import { refuseOverride, refuseVouching } from '../../domain/refuse-order';
import type { OrderStore, Vouching } from '../port';
import { digestOf } from '../../secrets/digest';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { closeMail } from './close-mail';
import { insertEvidence } from './evidence';
import { type CarriedOut, type Judged, judged } from './judged';
import { closeTasks } from './tasks';

export function askOverride(
  db: Db,
  requestId: string,
  { stepId, by, reason, mailId }: Parameters<OrderStore['askOverride']>[1],
): ReturnType<OrderStore['askOverride']> {
  return underLock<Awaited<ReturnType<OrderStore['askOverride']>>>(
    db,
    requestId,
    async (trx, at) => {
      const file = await judged(trx, requestId, at);
      const { chain, counting, request } = file;
      const refusal =
        refuseVouching(chain, counting, { stepId, digest: request.digest, by, reason }, at) ??
        (await refuseEvidence(trx, file, stepId, mailId ?? null));
      if (refusal) return { kind: 'refused', refusal };
      const id = randomUUID();
      await trx
        .insertInto('vouching')
        .values({
          id,
          request_id: requestId,
          step_id: stepId,
          digest: request.digest,
          asked_by: json(by),
          reason,
          asked_at: new Date(at),
          confirmed_by: null,
          confirmed_at: null,
          evidence_id: null,
          mail_id: mailId ?? null,
        })
        .execute();
      const basis = mailId === undefined ? '' : ', by a mail that could not be verified,';
      const note = `${by.name} vouches for "${stepOf(chain, stepId)!.title}"${basis} and asks a second staff member to confirm: ${reason}`;
      await appendAudit(trx, requestId, at, {
        kind: 'override-asked',
        actor: by.name,
        note,
        detail: { id, stepId, ...withMail(mailId ?? null) },
      });
      return { kind: 'asked' };
    },
    () => ({ kind: 'unknown' }),
  );
}

/** The second yes: evidence of grade `attested`, and the step is passed. */
export async function confirmOverride(
  trx: Trx,
  file: Judged,
  vouchingId: string,
  confirmedBy: Party,
): Promise<CarriedOut> {
  const { request, chain, counting, at } = file;
  const row = await trx
    .selectFrom('vouching')
    .selectAll()
    .where('id', '=', vouchingId)
    .where('request_id', '=', request.id)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return { code: 'unfit-order', because: 'There is no such override, or it was confirmed before.' };
  const { step_id: stepId, digest, asked_by: by, reason, mail_id: mailId } = row;
  const refusal =
    refuseOverride(chain, counting, { stepId, digest, by, confirmedBy, reason }, at) ??
    (await refuseEvidence(trx, file, stepId, mailId));
  if (refusal) return refusal;

  const evidenceId = randomUUID();
  const detail = { by, confirmedBy, reason, ...withMail(mailId) };
  await insertEvidence(trx, request.id, at, { id: evidenceId, grade: 'attested', detail });
  await trx
    .updateTable('vouching')
    .set({ confirmed_by: json(confirmedBy), confirmed_at: new Date(at), evidence_id: evidenceId })
    .where('id', '=', vouchingId)
    .execute();
  await closeTasks(trx, request.id, at, confirmedBy.name, stepId);
  if (mailId !== null) await closeMail(trx, request.id, at, mailId, confirmedBy.name);
  const note = `${confirmedBy.name} confirmed that ${by.name} vouches for "${stepOf(chain, stepId)!.title}": ${reason}`;
  return {
    event: {
      kind: 'overridden',
      actor: confirmedBy.name,
      note,
      detail: { stepId, evidenceId, evidenceDigest: digestOf(detail) },
    },
    message: { type: 'changed' },
  };
}

/** The id of a mail is the SHA-256 of its bytes, so evidence that names it holds it fast. */
function withMail(mailId: string | null): { readonly mailId?: string } {
  return mailId === null ? {} : { mailId };
}

/** Why the mail may not be the evidence; undefined when it may, or when there is none. */
async function refuseEvidence(
  trx: Trx,
  { request, standing }: Judged,
  stepId: string,
  mailId: string | null,
): Promise<Refusal | undefined> {
  if (mailId === null) return undefined;
  const mail = await trx
    .selectFrom('received_mail')
    .select(['judgement', 'outcome'])
    .where('id', '=', mailId)
    .executeTakeFirst();
  if (!mail) return { code: 'unfit-order', because: 'There is no such mail.' };
  return refuseMail({ ...mail, requestId: request.id, waitingOn: openStepOf(standing, stepId)?.waitingOn ?? [] });
}

export async function readVouchings(db: Db, requestId: string): Promise<readonly Vouching[]> {
  const rows = await db
    .selectFrom('vouching')
    .selectAll()
    .where('request_id', '=', requestId)
    .where('confirmed_at', 'is', null)
    .orderBy('asked_at')
    .execute();
  return rows.map(({ id, step_id: stepId, asked_by: by, reason, asked_at, mail_id: mailId }) => ({
    id,
    requestId,
    stepId,
    by,
    reason,
    mailId,
    at: instant(asked_at),
  }));
}
