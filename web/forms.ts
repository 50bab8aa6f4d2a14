import { type Verdict, verdicts } from '../domain/decision';
import { fingerprint } from '../secrets/token';
import type { Form } from './bodies';
import { type FieldError, HttpProblem } from './problem';

const longestReason = 2_000;
/** Longer than any code with its spaces; a code that is not one does not count as a try, so that a robot cannot lock a link with blanks. */
const codePattern = /^[A-Z0-9]{6}$/;

/** A form body, as the parser of its scope made it. @throws HttpProblem 415 when there was none. */
export function formOf(body: unknown): Form {
  if (body === undefined || body === null || typeof body !== 'object') {
    throw new HttpProblem(415, 'Not a form', 'This address takes a form.');
  }
  return body as Form;
}

/**
 * A form carries the fingerprint of the link it was made for.
 * @throws HttpProblem 403 when a form of one link is sent to another.
 */
export function refuseSwapped(form: Form, token: string): void {
  if (form['link'] !== fingerprint(token)) {
    throw new HttpProblem(403, 'Not this form', 'This form belongs to another link. Open the link in your mail again.');
  }
}

export interface DecisionForm {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly code: string;
}

export type DecisionErrors = Readonly<Record<'verdict' | 'reason' | 'code', FieldError | null>>;

export const noErrors: DecisionErrors = { verdict: null, reason: null, code: null };

/** What an approver typed, or what is missing from it. */
export function readDecision(form: Form): DecisionForm | { readonly errors: DecisionErrors } {
  const verdict = verdicts.find((each) => each === form['verdict']);
  const reason = (form['reason'] ?? '').trim();
  const code = readCode(form);
  const errors: DecisionErrors = {
    verdict: verdict ? null : { field: 'verdict', problem: 'Nothing is chosen.', remedy: 'Choose Approve or Decline.' },
    reason:
      reason.length > longestReason
        ? { field: 'reason', problem: 'The reason is too long.', remedy: 'Keep it under 2,000 characters.' }
        : verdict === 'deny' && reason === ''
          ? reasonMissing
          : null,
    code: code === undefined ? codeMissing : null,
  };
  return verdict && code !== undefined && !errors.reason ? { verdict, reason, code } : { errors };
}

/** The six characters, however they were spaced; undefined when it cannot be a code. */
export function readCode(form: Form): string | undefined {
  const code = (form['code'] ?? '').replace(/[\s-]/g, '').toUpperCase();
  return codePattern.test(code) ? code : undefined;
}

export const reasonMissing: FieldError = {
  field: 'reason',
  problem: 'A decline needs a reason.',
  remedy: 'Write one or two sentences for the developer.',
};

export const codeMissing: FieldError = {
  field: 'code',
  problem: 'The code is missing or not complete.',
  remedy: 'Type the six letters and digits that stand in the mail.',
};

export function codeWrong(triesLeft: number): FieldError {
  return {
    field: 'code',
    problem: 'That is not the code in the mail.',
    remedy: `Look for the newest mail. ${triesLeft === 1 ? 'One try is' : `${triesLeft} tries are`} left; then this link is locked.`,
  };
}

/** Why staff do something; the developer may read it. */
export function readReason(form: Form): string | FieldError {
  const reason = (form['reason'] ?? '').trim();
  if (reason === '') {
    return { field: 'reason', problem: 'The reason is missing.', remedy: 'Say why; it is kept with the request.' };
  }
  if (reason.length > 500) {
    return { field: 'reason', problem: 'The reason is too long.', remedy: 'Keep it under 500 characters.' };
  }
  return reason;
}
