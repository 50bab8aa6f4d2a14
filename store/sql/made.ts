import type { ColumnType } from 'kysely';

/** When a row was made; the database says it. */
export type Made = ColumnType<Date, Date | undefined, Date>;
