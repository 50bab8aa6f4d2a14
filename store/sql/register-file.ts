import { type Selectable, sql } from 'kysely';
import type { Attestation } from '../../domain/attestation';
import { decidersIn } from '../../domain/authorization';
import type { RegisterFile, RegisterStore } from '../port';
import { type Db, instant, readClock, readTogether } from './database';
import { addDispatch } from './dispatches';
import { readRegister, readRegisters } from './register';
import { toChange } from './register-change-rows';
import { readRegisterTasks } from './register-log';
import type { Database } from './schema';

/** How many changes that came to an end are shown. */
const endedShown = 50;

/** What is known of registers. */
export function createRegisterFiles(db: Db): Pick<RegisterStore, 'outline' | 'file' | 'begin'> {
  return {
    outline: () => outline(db),
    file: (mlsId) =>
      readTogether(db, async (trx) => {
        const mls = await trx
          .selectFrom('mls')
          .select(['id', 'time_zone'])
          .where('id', '=', mlsId)
          .where('is_operator', '=', false)
          .executeTakeFirst();
        return mls && readRegisterFile(trx, mls.id, mls.time_zone);
      }),
    begin: () =>
      db.transaction().execute(async (trx) => {
        const unattended = await trx
          .selectFrom('mls')
          .select('id')
          .where('is_operator', '=', false)
          .where(
            sql<boolean>`exists (select from approver where mls_id = mls.id) and not exists (
              select from dispatch where message ->> 'type' = 'register' and message ->> 'mlsId' = mls.id
              and created_at >= coalesce((select max(first_used_at) from sealing_key), '-infinity'))`,
          )
          .orderBy('id')
          .execute();
        return Promise.all(unattended.map(({ id }) => addDispatch(trx, '', { type: 'register', mlsId: id })));
      }),
  };
}

async function outline(db: Db): ReturnType<RegisterStore['outline']> {
  const mlses = await db
    .selectFrom('mls')
    .select(['id', 'name', 'state'])
    .where('is_operator', '=', false)
    .orderBy('name')
    .orderBy('id')
    .execute();
  if (mlses.length === 0) return [];
  const registers = await readRegisters(
    db,
    mlses.map(({ id }) => id),
  );
  const changes = await db
    .selectFrom('register_change')
    .select('mls_id')
    .where('applied_at', 'is', null)
    .where('stopped', 'is', null)
    .execute();
  const tasks = await db.selectFrom('register_task').select('mls_id').where('closed_at', 'is', null).execute();
  return mlses.map((mls) => ({
    mls,
    people: decidersIn(registers.get(mls.id)!, null).length,
    changes: changes.filter(({ mls_id }) => mls_id === mls.id).length,
    tasks: tasks.filter(({ mls_id }) => mls_id === mls.id).length,
  }));
}

async function readRegisterFile(db: Db, mlsId: string, timeZone: string): Promise<RegisterFile> {
  const changes = db
    .selectFrom('register_change')
    .selectAll()
    .where('mls_id', '=', mlsId)
    .orderBy('proposed_at', 'desc');
  const isOpen = changes.where('applied_at', 'is', null).where('stopped', 'is', null);
  const ended = changes.where((where) =>
    where.or([where('applied_at', 'is not', null), where('stopped', 'is not', null)]),
  );
  const rows = [...(await isOpen.execute()), ...(await ended.limit(endedShown).execute())];
  const attestations = await db
    .selectFrom('attestation')
    .selectAll()
    .where('mls_id', '=', mlsId)
    .orderBy('asked_at')
    .orderBy('id')
    .execute();
  return {
    register: (await readRegister(db, mlsId))!,
    timeZone,
    changes: rows.map(toChange),
    attestations: attestations.map(toAttestation),
    tasks: await readRegisterTasks(db, mlsId),
    at: await readClock(db),
  };
}

function toAttestation(row: Selectable<Database['attestation']>): Attestation {
  return {
    id: row.id,
    approverId: row.approver_id,
    askedAt: instant(row.asked_at),
    answeredAt: instant(row.answered_at),
    answer: row.answer,
    note: row.note,
    givenUpAt: instant(row.given_up_at),
  };
}
