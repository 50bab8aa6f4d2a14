import { fingerprint } from '../secrets/token';
import type { Form } from './bodies';
import type { ErrorLink, Field } from './pages/form-models';
import { type FieldError, HttpProblem } from './problem';

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

/** The six characters, however they were spaced; undefined when it cannot be a code. */
export function readCode(form: Form): string | undefined {
  const code = (form['code'] ?? '').replace(/[\s-]/g, '').toUpperCase();
  return codePattern.test(code) ? code : undefined;
}

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

/** Any form behind a mailed link that takes the code and nothing else. */
export function codeForm(page: 'pickup' | 'proof' | 'sign-in', token: string, code: string, error: FieldError | null) {
  return { action: `/${page}/${token}`, link: fingerprint(token), code, error, errorList: errorLinks([error]) };
}

/** What was typed; null when that is nothing. */
export function orNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text.trim();
}

/** A field whose name is its HTML id, with what was typed and what is wrong with it. */
export function fieldOf(id: string, form: Form, errors: readonly FieldError[]): Field {
  return { id, value: form[id] ?? '', error: errors.find(({ field }) => field === id) ?? null };
}

/** Errors for the summary on top of a form whose fields' names are their HTML ids. */
export function errorLinks(errors: readonly (FieldError | null)[]): readonly ErrorLink[] {
  return errors.flatMap((error) => (error ? [{ ...error, id: error.field }] : []));
}

export function hasErrors(errors: Readonly<Record<string, FieldError | null>>): boolean {
  return Object.values(errors).some((error) => error !== null);
}

/** The error of a text that is longer than it may be, or null. */
export function tooLong(field: string, text: string, most: number): FieldError | null {
  const remedy = `Keep it under ${most.toLocaleString('en-US')} characters.`;
  return text.length > most ? { field, problem: 'The text is too long.', remedy } : null;
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
