import type { Approver } from '../../domain/party';
import type { Refusal } from '../../domain/refuse';
import type { Ask } from '../../domain/request';
import type { DirectoryStore } from '../port';
import type { Db, Trx } from './database';
import { toApprover } from './directory-rows';

/** Who may decide for an MLS. */
export function createRegister(db: Db): Pick<DirectoryStore, 'register' | 'inactive'> {
  return {
    async register(mlsId) {
      const rows = await db
        .selectFrom('approver')
        .selectAll()
        .where('mls_id', '=', mlsId)
        .where('active', '=', true)
        .orderBy('name')
        .execute();
      return rows.map(toApprover);
    },
    async inactive(approverIds) {
      if (approverIds.length === 0) return [];
      const rows = await db
        .selectFrom('approver')
        .select('id')
        .where('id', 'in', approverIds)
        .where('active', '=', true)
        .execute();
      const active = new Set(rows.map(({ id }) => id));
      return approverIds.filter((id) => !active.has(id));
    },
  };
}

/** Somebody who may decide for the MLS now, by id; or why not. */
export async function findInRegister(
  trx: Trx,
  mls: Pick<Ask['mls'], 'id' | 'name'>,
  approverId: string,
): Promise<Approver | Refusal> {
  const row = await trx
    .selectFrom('approver')
    .selectAll()
    .where('id', '=', approverId)
    .where('mls_id', '=', mls.id)
    .where('active', '=', true)
    .executeTakeFirst();
  return row ? toApprover(row) : { code: 'unfit-delegate', because: `The register of ${mls.name} has no such person.` };
}
