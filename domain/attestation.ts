import type { Authorization } from './authorization';
import type { Instant } from './instant';

const dayMs = 86_400_000;

/** Twice a year: people change their work more often than they think of telling us. */
export const attestEveryMs = 180 * dayMs;
/** Asked at once, and twice more. */
const askAfterMs = [0, 14 * dayMs, 28 * dayMs];
/** Then it is for staff to find out. */
const giveUpAfterMs = 42 * dayMs;
/** Links of a round that was given up still take an answer: late is better than never. */
export const attestWithinMs = attestEveryMs;

/** `change`: they still decide, but something on the register is wrong. */
export const attestationAnswers = ['yes', 'no-longer', 'change'] as const;
export type AttestationAnswer = (typeof attestationAnswers)[number];

/** A round of asking somebody whether they still decide for the MLS. */
export interface Attestation {
  readonly id: string;
  readonly approverId: string;
  readonly askedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly answer: AttestationAnswer | null;
  readonly note: string;
  readonly givenUpAt: Instant | null;
}

/** What is to be done about somebody's attestation, and when to look again. */
export interface AttestationDue {
  /** How many letters the open round should have by now; 0: nothing is asked. */
  readonly letters: number;
  /** No answer to any of them. */
  readonly giveUp: boolean;
  readonly nextAt: Instant;
}

/** @param rounds the person's so far, oldest first */
export function attestationDue(entry: Authorization, rounds: readonly Attestation[], at: Instant): AttestationDue {
  const last = rounds.at(-1);
  if (last && last.answeredAt === null && last.givenUpAt === null) {
    const age = at - last.askedAt;
    if (age >= giveUpAfterMs) return { letters: 0, giveUp: true, nextAt: last.askedAt + attestEveryMs };
    const letters = askAfterMs.filter((after) => after <= age).length;
    return { letters, giveUp: false, nextAt: last.askedAt + (askAfterMs[letters] ?? giveUpAfterMs) };
  }
  const since = Math.max(entry.listedAt, entry.attestedAt ?? 0, last?.askedAt ?? 0);
  const nextAt = since + attestEveryMs;
  return nextAt <= at
    ? { letters: 1, giveUp: false, nextAt: at + askAfterMs[1]! }
    : { letters: 0, giveUp: false, nextAt };
}

/** Since when nobody has confirmed the entry, when they were asked in vain; null while all is well. */
export function notAttestedSince(entry: Authorization, rounds: readonly Attestation[]): Instant | null {
  const last = rounds.at(-1);
  const isSilent = last !== undefined && last.givenUpAt !== null && last.answeredAt === null;
  return isSilent ? (entry.attestedAt ?? entry.listedAt) : null;
}
