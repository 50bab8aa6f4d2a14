import type { Chain } from '../../domain/chain';
import type { Instant } from '../../domain/instant';
import type { Ask } from '../../domain/request';
import { digestOf } from '../../secrets/digest';
import type { RequestFile, Revision } from '../port';
import { type Db, instant, json, type Trx } from './database';
import { closeOpenLinks } from './links';
import { promisePayment, release as releasePayment } from './payments';

/** Lets the request ask something else, or ask others. What was asked until now is kept; its links are closed when that changed. */
export async function revise(
  trx: Trx,
  at: Instant,
  { request, chain }: RequestFile,
  next: {
    readonly ask: Ask;
    readonly chain: Chain;
    readonly toPay?: boolean;
    readonly by: string;
    readonly because: string;
  },
): Promise<void> {
  const { id, ask, digest, revision } = request;
  await trx
    .insertInto('revision')
    .values({
      request_id: id,
      number: revision,
      ask: json(ask),
      digest,
      chain: json(chain),
      because: next.because,
      made_by: next.by,
      made_at: new Date(at),
    })
    .execute();
  const newDigest = digestOf(next.ask);
  await trx
    .updateTable('request')
    .set({
      ask: json(next.ask),
      digest: newDigest,
      chain: json(next.chain),
      mls_id: next.ask.mls.id,
      plan_id: next.ask.plan.id,
      revision: revision + 1,
    })
    .where('id', '=', id)
    .execute();
  if (newDigest === digest) return;
  if (next.toPay) await promisePayment(trx, id, next.ask.requester.id);
  else await releasePayment(trx, at, id);
  await closeOpenLinks(trx, id, at, 'renewed', { purposes: ['decision', 'answer'] });
}

export async function readRevisions(db: Db, requestId: string): Promise<readonly Revision[]> {
  const rows = await db
    .selectFrom('revision')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('number')
    .execute();
  return rows.map(({ number, ask, digest, chain, because, made_by: by, made_at }) => ({
    number,
    ask,
    digest,
    chain,
    because,
    by,
    at: instant(made_at),
  }));
}
