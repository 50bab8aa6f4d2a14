import type { EvidenceGrade } from '../../domain/evidence';
import type { Instant } from '../../domain/instant';
import { json, type Trx } from './database';

/** What proves an act: how well, and how it reached us. */
export async function insertEvidence(
  trx: Trx,
  requestId: string,
  at: Instant,
  { id, grade, detail }: { readonly id: string; readonly grade: EvidenceGrade; readonly detail: object },
): Promise<void> {
  await trx
    .insertInto('evidence')
    .values({ id, request_id: requestId, grade, detail: json(detail), recorded_at: new Date(at) })
    .execute();
}
