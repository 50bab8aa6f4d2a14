import type { Credential } from '../domain/credential';
import { counted } from '../domain/evaluate';
import type { RequestFile } from '../store/port';

/** Whether an MLS that was asked directly has said that it made the key itself. */
export function isSetUpByMls({ chain, facts }: Pick<RequestFile, 'chain' | 'facts'>): boolean {
  return counted(chain, facts).some(({ verdict }) => verdict === 'set-up');
}

/** Who made a key that was made by hand, and that its secret is not here; empty for every other key. */
export function handMadeWords({ issuer, madeBy }: Credential): string {
  return issuer === 'by-hand' ? `Made by ${madeBy ?? 'somebody'}; its secret comes from there.` : '';
}

/** What becomes of a key when its approval is taken back. */
export function endWords(credential: Credential | null): string {
  return credential?.issuer === 'by-hand'
    ? 'support sees to it that its key is disabled where it was made'
    : 'its key stops working';
}
