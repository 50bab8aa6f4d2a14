import { randomUUID } from 'node:crypto';
import type { Seating } from '../../domain/decision';
import type { Instant } from '../../domain/instant';
import { json, type Trx } from './database';
import { closeOpenLinks } from './links';

/** Gives a place to somebody else; where that replaces its holder, their open link is closed. */
export async function insertSeating(
  trx: Trx,
  requestId: string,
  at: Instant,
  { stepId, from, to, kind, by, reason }: Omit<Seating, 'id' | 'at'>,
): Promise<void> {
  await trx
    .insertInto('seating')
    .values({
      id: randomUUID(),
      request_id: requestId,
      step_id: stepId,
      from_id: from,
      to_person: json(to),
      kind,
      made_by: by,
      reason,
      made_at: new Date(at),
    })
    .execute();
  if (kind === 'escalated') return;
  await closeOpenLinks(trx, requestId, at, 'passed-on', { purposes: ['decision'], stepId, approverId: from });
}
