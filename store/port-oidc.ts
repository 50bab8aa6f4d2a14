import type { Instant } from '../domain/instant';

/** Something that the OpenID Connect provider keeps, in its own words. JSON. */
export type OidcPayload = Readonly<Record<string, unknown>>;

/** The same as it is found. */
export interface OidcEntry {
  readonly payload: OidcPayload;
  readonly consumedAt: Instant | null;
}

/** What an entry is kept under beside its kind and id. */
export interface OidcPlace {
  /** What else it is found by, with others: a token by its grant, a client by its marker. */
  readonly group: string | null;
  /** Null: until it is removed. */
  readonly forMs: number | null;
}

/** The state of the embedded OpenID Connect provider. Ids and groups are kept as hashes, what is kept is sealed; what has expired is not there. */
export interface OidcStore {
  /** Writes it, or writes over it. */
  save(kind: string, id: string, payload: OidcPayload, place: OidcPlace): Promise<void>;
  /** What is kept under that id: `payload`, unless somebody was faster. */
  keepFirst(kind: string, id: string, payload: OidcPayload): Promise<OidcEntry>;
  find(kind: string, id: string): Promise<OidcEntry | undefined>;
  inGroup(kind: string, group: string): Promise<readonly OidcEntry[]>;
  /** Notes that it was used, for what may be used once. */
  consume(kind: string, id: string): Promise<void>;
  remove(kind: string, id: string): Promise<void>;
  /** Removes all of a group, of whatever kind. */
  removeGroup(group: string): Promise<void>;
  /** Removes what has expired; resolves with how many. */
  sweep(): Promise<number>;
}
