import type { Instant } from '../domain/instant';

/** What is kept sealed. */
export const sealedKinds = ['credential', 'letter', 'mail', 'attachment', 'oidc'] as const;
export type SealedKind = (typeof sealedKinds)[number];

export interface SealedThing {
  readonly kind: SealedKind;
  readonly id: string;
}

/** How often a running program notes that its key still seals. */
export const noteKeyUseEveryMs = 3_600_000;

export interface KeyUse {
  readonly from: Instant;
  readonly until: Instant;
}

/** A key that has sealed something, as far as the store knows. */
export interface SealingKey {
  readonly id: string;
  /** Whether the keyring has it: to seal with, to open with, not at all, or another key under the same id. */
  readonly state: 'seals' | 'opens' | 'missing' | 'another';
  /** While it was the one that seals; it may have been until then. Null when that is not on record. */
  readonly used: KeyUse | null;
  /** How many of each kind are sealed with it now. */
  readonly sealed: Readonly<Record<SealedKind, number>>;
}

export interface Resealed {
  readonly resealed: number;
  /** What does not open: changed bytes, or a key that is missing. */
  readonly unreadable: readonly SealedThing[];
  /** Where to go on; null at the end. */
  readonly next: SealedThing | null;
}

/** The keys behind what the store keeps sealed, and their rotation. */
export interface SealingStore {
  /** Notes that the keyring's current key seals from now on, or still does. */
  noteUse(): Promise<void>;
  /** Keys that something here is sealed with and that the keyring lacks, or has other bytes for. Reads no rows: it is asked at every start. */
  lost(): Promise<readonly Pick<SealingKey, 'id' | 'state'>[]>;
  /** Keys that were once current, newest first. */
  used(): Promise<readonly (Pick<SealingKey, 'id' | 'state'> & { readonly used: KeyUse })[]>;
  /** Every key that was used or that something is sealed with. Counts rows. */
  keys(): Promise<readonly SealingKey[]>;
  /** Seals up to `limit` things with the current key that are sealed with another one; safe beside everything else, and to repeat. */
  reseal(after: SealedThing | null, limit: number): Promise<Resealed>;
}
