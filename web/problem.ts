/** What is wrong with one field, and how to mend it. */
export interface FieldError {
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Ends the handling of a request with this answer: a page for people, `application/problem+json` for programs. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly statusCode: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];

  constructor(statusCode: number, title: string, detail: string, errors: readonly FieldError[] = []) {
    super(`${title}: ${detail}`);
    this.statusCode = statusCode;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

/** One answer for whatever is not there, so that nobody learns what is. */
export function notFound(): HttpProblem {
  return new HttpProblem(
    404,
    'Nothing here',
    'This address leads nowhere. If it came in a mail, open it again from there: it may have been cut.',
  );
}
