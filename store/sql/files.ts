import { type Selectable } from 'kysely';
import type { Credential } from '../../domain/credential';
import type { Decision, Facts } from '../../domain/decision';
import { evaluate } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import type { AccessRequest } from '../../domain/request';
import type { RequestFile } from '../port';
import { instant, type Trx } from './database';
import type { Database } from './schema';

type RequestRow = Selectable<Database['request']>;

/** One request with all that is recorded about it, judged at `at`; read under its lock, or together. */
export async function readFile(trx: Trx, id: string, at: Instant): Promise<RequestFile | undefined> {
  const row = await trx.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await readFiles(trx, [row], at))[0];
}

/** The same for many requests, with the same number of queries as for one. */
export async function readFiles(trx: Trx, rows: readonly RequestRow[], at: Instant): Promise<readonly RequestFile[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const openings = await trx
    .selectFrom('opening')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('opened_at')
    .execute();
  const decisions = await readDecisions(trx, ids);
  const withdrawals = await trx.selectFrom('withdrawal').selectAll().where('request_id', 'in', ids).execute();
  const credentials = await trx
    .selectFrom('credential')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('generation')
    .execute();

  return rows.map((row): RequestFile => {
    const withdrawal = withdrawals.find(({ request_id }) => request_id === row.id);
    const credential = credentials.findLast(({ request_id }) => request_id === row.id);
    const facts: Facts = {
      digest: row.digest,
      openings: openings
        .filter(({ request_id }) => request_id === row.id)
        .map(({ step_id: stepId, opened_at, lapse_at }) => ({
          stepId,
          at: instant(opened_at),
          lapseAt: instant(lapse_at),
        })),
      decisions: decisions.filter(({ requestId }) => requestId === row.id),
      withdrawal: withdrawal
        ? { by: withdrawal.withdrawn_by, reason: withdrawal.reason, at: instant(withdrawal.withdrawn_at) }
        : null,
    };
    return {
      request: toRequest(row),
      chain: row.chain,
      facts,
      standing: evaluate(row.chain, facts, at),
      credential: credential ? toCredential(credential) : null,
      at,
    };
  });
}

async function readDecisions(trx: Trx, requestIds: readonly string[]): Promise<readonly Decision[]> {
  const rows = await trx
    .selectFrom('decision')
    .innerJoin('evidence', 'evidence.id', 'decision.evidence_id')
    .selectAll('decision')
    .select('evidence.grade')
    .where('decision.request_id', 'in', requestIds)
    .orderBy('decided_at')
    .execute();
  return rows.map(
    ({
      id,
      request_id: requestId,
      step_id: stepId,
      approver,
      verdict,
      reason,
      grade,
      digest,
      evidence_id,
      decided_at,
    }) => {
      return {
        id,
        requestId,
        stepId,
        approver,
        verdict,
        reason,
        grade,
        digest,
        evidenceId: evidence_id,
        at: instant(decided_at),
      };
    },
  );
}

export function toRequest({ id, ask, digest, started_by: startedBy, created_at }: RequestRow): AccessRequest {
  return { id, ask, digest, startedBy, createdAt: instant(created_at) };
}

export function toCredential(row: Selectable<Database['credential']>): Credential {
  return {
    id: row.id,
    requestId: row.request_id,
    generation: row.generation,
    evidenceId: row.evidence_id,
    keyId: row.key_id,
    spec: row.spec,
    issuedAt: instant(row.issued_at),
    pickUpUntil: instant(row.pick_up_until),
    pickedUpAt: instant(row.picked_up_at),
    disabledAt: instant(row.disabled_at),
    disabledBecause: row.disabled_because,
  };
}
