import { type Selectable } from 'kysely';
import type { Credential } from '../../domain/credential';
import { evaluate } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import type { AccessRequest } from '../../domain/request';
import type { RequestFile } from '../port';
import { instant, type Trx } from './database';
import { readFacts } from './facts';
import { readPayments } from './read-payments';
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
  const facts = await readFacts(trx, new Map(rows.map(({ id, digest }) => [id, digest])));
  const credentials = await trx
    .selectFrom('credential')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('generation')
    .execute();

  const payments = await readPayments(trx, ids);

  return rows.map((row): RequestFile => {
    const known = facts.get(row.id)!;
    const credential = credentials.findLast(({ request_id }) => request_id === row.id);
    return {
      request: toRequest(row),
      chain: row.chain,
      facts: known,
      standing: evaluate(row.chain, known, at),
      credential: credential ? toCredential(credential) : null,
      payment: payments.find(({ requestId }) => requestId === row.id) ?? null,
      at,
    };
  });
}

export function toRequest({ id, ask, digest, revision, started_by: startedBy, created_at }: RequestRow): AccessRequest {
  return { id, ask, digest, revision, startedBy, createdAt: instant(created_at) };
}

export function toCredential(row: Selectable<Database['credential']>): Credential {
  return {
    id: row.id,
    requestId: row.request_id,
    generation: row.generation,
    evidenceId: row.evidence_id,
    issuer: row.issuer,
    madeBy: row.made_by,
    keyId: row.key_id,
    clientId: row.client_id,
    spec: row.spec,
    issuedAt: instant(row.issued_at),
    pickUpUntil: instant(row.pick_up_until),
    pickedUpAt: instant(row.picked_up_at),
    firstUsedAt: instant(row.first_used_at),
    overlapMs: row.overlap_ms === null ? null : Number(row.overlap_ms),
    heldAt: instant(row.held_at),
    disabledAt: instant(row.disabled_at),
    disabledBecause: row.disabled_because,
  };
}
