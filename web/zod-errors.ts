import type { FieldError } from './problem';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Sentences for people in place of a schema's own. */
const plain: Readonly<Record<string, Omit<FieldError, 'field'>>> = {
  'keyHolder.kind': { problem: 'No key holder is chosen.', remedy: 'Choose whom the key is tied to.' },
};

/** What a schema found wrong, by field. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.map(({ path, message }) => {
    const field = path.map(String).join('.');
    return {
      field,
      ...(plain[field] ?? { problem: `${message}.`, remedy: 'See /api/openapi.json for what is taken.' }),
    };
  });
}
