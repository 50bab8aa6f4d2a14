import { ApplicationFailure } from '@temporalio/common';

/**
 * Failures that no repetition cures, by what is wrong. The types are a fixed vocabulary: Temporal shows them in clear,
 * so they never name a person or a request's content.
 */
export type FailureType =
  | 'RequestUnknown'
  | 'GrantUnknown'
  | 'IssueRefused'
  | 'IssuerMissing'
  | 'IssuerRefused'
  | 'IssuerUnavailable'
  | 'CredentialUnknown'
  | 'LetterUnknown'
  | 'Overtaken'
  | 'RegisterUnknown';

/** A failure that Temporal must not retry; a person has to look. */
export function permanent(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

/** A failure that only people can cure, in hours rather than in seconds; then the next attempt finds what they did. */
export function notYet(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nextRetryDelay: '5 minutes' });
}

/** A failure that passes by itself. @param inMs when to try again; null: as the workflow does otherwise */
export function later(type: FailureType, message: string, inMs: number | null): ApplicationFailure {
  return ApplicationFailure.create({ type, message, ...(inMs === null ? {} : { nextRetryDelay: inMs }) });
}
