import type { Instant } from '../domain/instant';

/** A roster that was made, signed and kept. */
export interface KeptRoster {
  /** SHA-256 of its bytes, hex. */
  readonly id: string;
  readonly mlsId: string;
  readonly madeAt: Instant;
  /** A name for people to read. */
  readonly madeBy: string;
}

export interface NewRoster extends Omit<KeptRoster, 'madeAt'> {
  /** The signed file: canonical JSON. */
  readonly content: string;
  /** What it is due for, such as a month; of one occasion only the first is kept. Null: somebody wanted it. */
  readonly occasion: string | null;
}

/** Rosters as they were handed out. They are never changed. */
export interface RosterStore {
  /** Keeps it, or, when it or another of its occasion was kept before, nothing; answers with the one that is kept. */
  keep(roster: NewRoster): Promise<KeptRoster>;
  /** The file of that roster of the MLS. */
  content(mlsId: string, id: string): Promise<string | undefined>;
  /** Newest first. */
  list(mlsId: string, limit: number): Promise<readonly KeptRoster[]>;
}
