import { sql, type Selectable } from 'kysely';
import {
  type Asked,
  type Authorization,
  backupIn,
  decidersIn,
  refuseAuthority,
  type Register,
} from '../../domain/authorization';
import type { Instant } from '../../domain/instant';
import type { Approver } from '../../domain/party';
import type { Refusal } from '../../domain/refuse';
import type { Ask } from '../../domain/request';
import type { DirectoryStore } from '../port';
import { type Db, instant, readClock, type Trx } from './database';
import type { Database } from './schema';

/** Who may decide for an MLS. */
export function createRegister(db: Db): Pick<DirectoryStore, 'register' | 'unauthorized'> {
  return {
    async register(mlsId, plan) {
      const register = await readRegister(db, mlsId);
      return register ? decidersIn(register, plan) : [];
    },
    async unauthorized(people, { mls, plan }) {
      if (people.length === 0) return [];
      const register = await registerOf(db, mls);
      return people.flatMap((asked) => {
        const because = refuseAuthority(register, asked, plan);
        if (because === undefined) return [];
        const self = decidersIn(register, plan).find(({ id }) => id === asked.id);
        return [{ approverId: asked.id, because, instead: self ?? backupIn(register, asked.id, plan) ?? null }];
      });
    },
  };
}

/** Somebody who may decide about the plan now, by id; or why not. */
export async function findInRegister(
  trx: Trx,
  { mls, plan }: Pick<Ask, 'mls' | 'plan'>,
  approverId: string,
): Promise<Approver | Refusal> {
  const register = await registerOf(trx, mls);
  const found = decidersIn(register, plan).find(({ id }) => id === approverId);
  if (found) return found;
  const entry = register.entries.find(({ id }) => id === approverId);
  const because = entry && refuseAuthority(register, entry, plan);
  return { code: 'unfit-delegate', because: because ?? `The register of ${mls.name} has no such person.` };
}

/** The chain is frozen, the register is not: why the person may not decide about this now, or undefined. */
export async function refuseBy(
  trx: Trx,
  { mls, plan }: Pick<Ask, 'mls' | 'plan'>,
  person: Asked,
): Promise<string | undefined> {
  return refuseAuthority(await registerOf(trx, mls), person, plan);
}

/** The register of a request's MLS. */
async function registerOf(db: Db, mls: Pick<Ask['mls'], 'id' | 'name'>): Promise<Register> {
  return (await readRegister(db, mls.id)) ?? { mls, today: '', entries: [] };
}

export async function readRegister(db: Db, mlsId: string): Promise<Register | undefined> {
  return (await readRegisters(db, [mlsId])).get(mlsId);
}

/** By the MLS's id; what is not there is left out. */
export async function readRegisters(db: Db, mlsIds: readonly string[]): Promise<ReadonlyMap<string, Register>> {
  const mlses = await db.selectFrom('mls').select(['id', 'name', 'time_zone']).where('id', 'in', mlsIds).execute();
  const rows = await entryRows(db).where('mls_id', 'in', mlsIds).orderBy('name').orderBy('id').execute();
  const at = await readClock(db);
  const byMls = Map.groupBy(rows, ({ mls_id }) => mls_id);
  return new Map(
    mlses.map(({ id, name, time_zone }) => [
      id,
      { mls: { id, name }, today: dayIn(time_zone, at), entries: (byMls.get(id) ?? []).map(toEntry) },
    ]),
  );
}

/** YYYY-MM-DD. */
function dayIn(timeZone: string, at: Instant): string {
  return new Date(at).toLocaleDateString('sv-SE', { timeZone });
}

function entryRows(db: Db) {
  return db
    .selectFrom('approver')
    .selectAll()
    .select([
      sql<string | null>`to_char(valid_from, 'YYYY-MM-DD')`.as('first_day'),
      sql<string | null>`to_char(valid_to, 'YYYY-MM-DD')`.as('last_day'),
    ]);
}

type EntryRow = Selectable<Database['approver']> & { first_day: string | null; last_day: string | null };

function toEntry(row: EntryRow): Authorization {
  return {
    id: row.id,
    mlsId: row.mls_id,
    name: row.name,
    email: row.email,
    title: row.title,
    role: row.role,
    dataRoles: row.data_roles,
    planIds: row.plan_ids,
    backupId: row.backup_id,
    validFrom: row.first_day,
    validTo: row.last_day,
    source: row.source,
    active: row.active,
    listedAt: instant(row.listed_at),
    attestedAt: instant(row.attested_at),
  };
}
