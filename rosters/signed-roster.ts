import { type Roster, rosterFormat } from '../domain/roster';
import type { AuditKey } from '../secrets/audit-key';
import { canonical, digestOf } from '../secrets/digest';
import { isSignedDocument, type Signed, signDocument } from '../secrets/signed';

/** A roster, signed by the operator's audit key. */
export type SignedRoster = Roster & Signed;

export function signRoster(key: AuditKey, roster: Roster): SignedRoster {
  return signDocument(rosterFormat, key, roster);
}

/** Whether the key that it names has signed it as it is. Whose key that is must be known otherwise. */
export function isSignedRoster(roster: SignedRoster): boolean {
  return isSignedDocument(rosterFormat, roster);
}

/** The file: one line of canonical JSON. */
export function rosterFile(roster: SignedRoster): string {
  return canonical(roster);
}

/** SHA-256 of the file, hex: CSV and PDF name it, so that they hang on its signature. */
export function rosterId(roster: SignedRoster): string {
  return digestOf(roster);
}
