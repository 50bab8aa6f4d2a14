/** Rosters as they were handed out. */
export interface RosterTables {
  roster: {
    id: string;
    mls_id: string;
    made_at: Date;
    made_by: string;
    occasion: string | null;
    content: string;
  };
}
