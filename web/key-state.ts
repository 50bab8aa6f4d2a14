import type { Credential } from '../domain/credential';
import type { Instant } from '../domain/instant';

/** Where a key stands, for people; `words` goes on with `at`. It holds no secret. */
export interface KeyState {
  readonly state: 'Waiting' | 'Picked up' | 'Made by hand' | 'Being replaced' | 'Switched off' | 'Disabled';
  /** The colour of its tag. */
  readonly tag: 'pending' | 'approved' | 'denied';
  readonly words: string;
  readonly at: Instant;
}

export type Reader = 'developer' | 'staff';

/** `retiresAt`: when a key that is being replaced stops working, if that is known. */
export function keyState(credential: Credential, retiresAt: Instant | null, reader: Reader): KeyState {
  const { disabledAt, heldAt, overlapMs, pickedUpAt, pickUpUntil, issuer, issuedAt } = credential;
  if (disabledAt !== null) {
    return { state: 'Disabled', tag: 'denied', words: endedWords(credential, reader), at: disabledAt };
  }
  if (heldAt !== null) {
    const words = 'Switched off until its suspension is settled, since';
    return { state: 'Switched off', tag: 'denied', words, at: heldAt };
  }
  if (retiresAt !== null) return { state: 'Being replaced', tag: 'pending', words: 'Works until', at: retiresAt };
  if (overlapMs !== null) {
    const words = 'Works on until its successor has been in hand for a while; made on';
    return { state: 'Being replaced', tag: 'pending', words, at: issuedAt };
  }
  if (issuer === 'by-hand') return { state: 'Made by hand', tag: 'approved', words: 'On record since', at: issuedAt };
  if (pickedUpAt !== null) return { state: 'Picked up', tag: 'approved', words: pickedUpWords[reader], at: pickedUpAt };
  return { state: 'Waiting', tag: 'pending', words: waitingWords[reader], at: pickUpUntil };
}

const pickedUpWords: Readonly<Record<Reader, string>> = {
  developer: 'You picked it up on',
  staff: 'Picked up by the developer on',
};

const waitingWords: Readonly<Record<Reader, string>> = {
  developer: 'Look for the mail with the link to pick it up. It waits until',
  staff: 'Waits for the developer until',
};

function endedWords({ issuer, disabledBecause }: Credential, reader: Reader): string {
  const why = disabledBecause ?? 'no reason given';
  if (reader === 'staff') return `Disabled (${why}) on`;
  return `${issuer === 'by-hand' ? 'Must not be used any more' : 'No longer works'} (${why}), since`;
}
