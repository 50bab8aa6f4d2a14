import type { FieldError } from './problem';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a schema found wrong, by field. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.map(({ path, message }) => ({
    field: path.map(String).join('.'),
    problem: `${message}.`,
    remedy: 'See /api/openapi.json for what is taken.',
  }));
}
