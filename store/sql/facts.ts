import type { Answer, Decision, Facts, Opening, Override, Seating } from '../../domain/decision';
import { instant, type Trx } from './database';

/** All facts about these requests, by request id: the same number of queries for many as for one. `digests` says what each asks now. */
export async function readFacts(trx: Trx, digests: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Facts>> {
  const ids = [...digests.keys()];
  const openings = byRequest(await readOpenings(trx, ids));
  const decisions = byRequest(await readDecisions(trx, ids));
  const answers = byRequest(await readAnswers(trx, ids));
  const seatings = byRequest(await readSeatings(trx, ids));
  const overrides = byRequest(await readOverrides(trx, ids));
  const lapses = await trx.selectFrom('lapse').selectAll().where('request_id', 'in', ids).execute();
  const withdrawals = await trx.selectFrom('withdrawal').selectAll().where('request_id', 'in', ids).execute();

  const factsOf = (id: string, digest: string): Facts => {
    const lapse = lapses.find(({ request_id }) => request_id === id);
    const withdrawal = withdrawals.find(({ request_id }) => request_id === id);
    return {
      digest,
      openings: openings.get(id) ?? [],
      decisions: decisions.get(id) ?? [],
      answers: answers.get(id) ?? [],
      seatings: seatings.get(id) ?? [],
      overrides: overrides.get(id) ?? [],
      lapse: lapse ? { stepId: lapse.step_id, at: instant(lapse.lapsed_at) } : null,
      withdrawal: withdrawal
        ? { by: withdrawal.withdrawn_by, reason: withdrawal.reason, at: instant(withdrawal.withdrawn_at) }
        : null,
    };
  };
  return new Map([...digests].map(([id, digest]) => [id, factsOf(id, digest)]));
}

function byRequest<T extends object>(rows: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>();
  for (const [id, row] of rows) {
    const group = grouped.get(id);
    if (group) group.push(row);
    else grouped.set(id, [row]);
  }
  return grouped;
}

async function readOpenings(trx: Trx, ids: readonly string[]): Promise<readonly (readonly [string, Opening])[]> {
  const rows = await trx
    .selectFrom('opening')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(({ request_id, step_id: stepId, digest, opened_at, because, dues }) => [
    request_id,
    { stepId, digest, at: instant(opened_at), because, dues },
  ]);
}

async function readDecisions(trx: Trx, ids: readonly string[]): Promise<readonly (readonly [string, Decision])[]> {
  const rows = await trx
    .selectFrom('decision')
    .innerJoin('evidence', 'evidence.id', 'decision.evidence_id')
    .selectAll('decision')
    .select('evidence.grade')
    .where('decision.request_id', 'in', ids)
    .orderBy('decided_at')
    .execute();
  return rows.map(({ id, request_id: requestId, step_id: stepId, approver, act, reason, grade, digest, ...row }) => [
    requestId,
    {
      id,
      requestId,
      stepId,
      approver,
      ...act,
      reason,
      grade,
      digest,
      evidenceId: row.evidence_id,
      at: instant(row.decided_at),
    },
  ]);
}

async function readAnswers(trx: Trx, ids: readonly string[]): Promise<readonly (readonly [string, Answer])[]> {
  const rows = await trx
    .selectFrom('answer')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('answered_at')
    .execute();
  if (rows.length === 0) return [];
  const files = await trx
    .selectFrom('attachment')
    .select(['id', 'answer_id', 'name', 'size', 'sha256'])
    .where('request_id', 'in', ids)
    .orderBy('position')
    .execute();
  return rows.map(({ id, request_id, question_id: questionId, answered_by: by, body: text, answered_at }) => {
    const attachments = files
      .filter(({ answer_id }) => answer_id === id)
      .map(({ id: fileId, name, size, sha256 }) => ({ id: fileId, name, size, sha256 }));
    return [request_id, { id, questionId, by, text, attachments, at: instant(answered_at) }];
  });
}

async function readSeatings(trx: Trx, ids: readonly string[]): Promise<readonly (readonly [string, Seating])[]> {
  const rows = await trx.selectFrom('seating').selectAll().where('request_id', 'in', ids).orderBy('made_at').execute();
  return rows.map(
    ({ id, request_id, step_id: stepId, from_id: from, to_person: to, kind, made_by: by, reason, made_at }) => [
      request_id,
      { id, stepId, from, to, kind, by, reason, at: instant(made_at) },
    ],
  );
}

/** Only what a second staff member has confirmed is an override. */
async function readOverrides(trx: Trx, ids: readonly string[]): Promise<readonly (readonly [string, Override])[]> {
  const rows = await trx
    .selectFrom('vouching')
    .selectAll()
    .where('request_id', 'in', ids)
    .where('confirmed_at', 'is not', null)
    .orderBy('confirmed_at')
    .execute();
  return rows.map(({ id, request_id, step_id: stepId, digest, asked_by: by, reason, ...row }) => [
    request_id,
    {
      id,
      stepId,
      digest,
      by,
      confirmedBy: row.confirmed_by!,
      reason,
      evidenceId: row.evidence_id!,
      at: instant(row.confirmed_at!),
    },
  ]);
}
