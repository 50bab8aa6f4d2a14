import { randomUUID } from 'node:crypto';
import { stepOf } from '../../domain/chain';
import type { Party } from '../../domain/party';
import { refuseOverride, refuseVouching } from '../../domain/refuse-order';
import type { OrderStore, Vouching } from '../port';
import { digestOf } from '../../secrets/digest';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { insertEvidence } from './evidence';
import { type CarriedOut, type Judged, judged } from './judged';
import { closeTasks } from './tasks';

export function askOverride(
  db: Db,
  requestId: string,
  { stepId, by, reason }: Parameters<OrderStore['askOverride']>[1],
): ReturnType<OrderStore['askOverride']> {
  return underLock<Awaited<ReturnType<OrderStore['askOverride']>>>(
    db,
    requestId,
    async (trx, at) => {
      const { chain, counting, request } = await judged(trx, requestId, at);
      const refusal = refuseVouching(chain, counting, { stepId, digest: request.digest, by, reason }, at);
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
        })
        .execute();
      const note = `${by.name} vouches for "${stepOf(chain, stepId)!.title}" and asks a second staff member to confirm: ${reason}`;
      await appendAudit(trx, requestId, at, { kind: 'override-asked', actor: by.name, note, detail: { id, stepId } });
      return { kind: 'asked' };
    },
    () => ({ kind: 'unknown' }),
  );
}

/** The second yes: evidence of grade `attested`, and the step is passed. */
export async function confirmOverride(
  trx: Trx,
  { request, chain, counting, at }: Judged,
  vouchingId: string,
  confirmedBy: Party,
): Promise<CarriedOut> {
  const row = await trx
    .selectFrom('vouching')
    .selectAll()
    .where('id', '=', vouchingId)
    .where('request_id', '=', request.id)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return { code: 'unfit-order', because: 'There is no such override, or it was confirmed before.' };
  const { step_id: stepId, digest, asked_by: by, reason } = row;
  const refusal = refuseOverride(chain, counting, { stepId, digest, by, confirmedBy, reason }, at);
  if (refusal) return refusal;

  const evidenceId = randomUUID();
  const detail = { by, confirmedBy, reason };
  await insertEvidence(trx, request.id, at, { id: evidenceId, grade: 'attested', detail });
  await trx
    .updateTable('vouching')
    .set({ confirmed_by: json(confirmedBy), confirmed_at: new Date(at), evidence_id: evidenceId })
    .where('id', '=', vouchingId)
    .execute();
  await closeTasks(trx, request.id, at, confirmedBy.name, stepId);
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

export async function readVouchings(db: Db, requestId: string): Promise<readonly Vouching[]> {
  const rows = await db
    .selectFrom('vouching')
    .selectAll()
    .where('request_id', '=', requestId)
    .where('confirmed_at', 'is', null)
    .orderBy('asked_at')
    .execute();
  return rows.map(({ id, step_id: stepId, asked_by: by, reason, asked_at }) => ({
    id,
    requestId,
    stepId,
    by,
    reason,
    at: instant(asked_at),
  }));
}
