import { sql } from 'kysely';
import { mayDecide } from '../../domain/authorization';
import type { Absence, AbsenceStore } from '../port';
import type { Db } from './database';
import { readRegister } from './register';

export function createAbsenceStore(db: Db): AbsenceStore {
  return {
    async on(day, approverIds, { mls, plan }) {
      if (approverIds.length === 0) return [];
      const rows = await db
        .selectFrom('absence')
        .innerJoin('approver', 'approver.id', 'absence.to_id')
        .select(['approver_id', 'approver.id', 'name', 'email', 'title'])
        // As text, so that no driver moves a day into another zone.
        .select(sql<string>`to_char(until, 'YYYY-MM-DD')`.as('last_day'))
        .where('approver_id', 'in', approverIds)
        .where('until', '>=', sql<Date>`${day}::date`)
        .orderBy('set_at', 'desc')
        .execute();
      const register = await readRegister(db, mls.id);
      // The newest order of each whose stand-in may decide.
      const newest = new Map<string, Absence>();
      for (const { approver_id: approverId, id, name, email, title, last_day: until } of rows) {
        if (newest.has(approverId) || !register || !mayDecide(register, { id, name }, plan)) continue;
        newest.set(approverId, { approverId, to: { id, name, email, title }, until });
      }
      return [...newest.values()];
    },
  };
}
