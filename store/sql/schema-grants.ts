import type { ColumnType } from 'kysely';
import type { GrantAct, Term } from '../../domain/grant';

/** What has been granted, and what has happened to it. */
export interface GrantTables {
  access_grant: { id: string; began_at: Date; first_until: Date; term: ColumnType<Term, Term, never> };
  grant_event: {
    grant_id: string;
    seq: number;
    at: Date;
    made_by: string;
    because: string;
    act: ColumnType<GrantAct, GrantAct, never>;
  };
}
