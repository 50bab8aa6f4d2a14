import type { Instant } from '../../domain/instant';
import type { OrderOutcome } from '../port';
import { appendAudit } from './audit';
import type { Trx } from './database';
import { addDispatch } from './dispatches';

/** Ends a request that may be withdrawn, under its lock. */
export async function takeBack(
  trx: Trx,
  at: Instant,
  requestId: string,
  by: string,
  reason: string,
): Promise<OrderOutcome> {
  const withdrawal = { by, reason, at };
  await trx
    .insertInto('withdrawal')
    .values({ request_id: requestId, withdrawn_by: by, reason, withdrawn_at: new Date(at) })
    .execute();
  await appendAudit(trx, requestId, at, {
    kind: 'withdrawn',
    actor: by,
    note: `${by} withdrew the request: ${reason}`,
  });
  return { kind: 'recorded', dispatch: await addDispatch(trx, requestId, { type: 'withdrawal', withdrawal }) };
}
