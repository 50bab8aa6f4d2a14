import type { EvidenceGrade } from '../../domain/evidence';
import type { Instant } from '../../domain/instant';
import type { EvidenceStore } from '../port';
import { type Db, instant, json, type Trx } from './database';

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

export function createEvidenceStore(db: Db): EvidenceStore {
  return {
    async ofRequest(requestId) {
      const rows = await db
        .selectFrom('evidence')
        .select(['id', 'grade', 'detail', 'recorded_at'])
        .where('request_id', '=', requestId)
        .orderBy('recorded_at')
        .orderBy('id')
        .execute();
      return rows.map(({ id, grade, detail, recorded_at }) => ({
        id,
        grade,
        detail: { ...detail },
        at: instant(recorded_at),
      }));
    },
  };
}
