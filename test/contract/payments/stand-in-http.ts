/** A form's fields, `metadata[key]` as a nested object. */
export interface Fields {
  readonly [name: string]: string | Fields;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
}

/** A call to localstripe. */
export type Local = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Answer>;

/** Answers what it knows, undefined for what it leaves to others. */
export type Serve = (method: 'GET' | 'POST', path: string, fields: Fields) => Promise<Answer | undefined>;

export const ok = (body: Answer['body']): Answer => ({ status: 200, body });

export const listOf = (url: string, data: readonly unknown[]): Answer =>
  ok({ object: 'list', url, has_more: false, data });

export const refusal = (status: number, type: string, error: Answer['body']): Answer => ({
  status,
  body: { error: { ...error, type } },
});

export function fieldsOf(form: URLSearchParams): Fields {
  const fields: { [name: string]: string | { [name: string]: string } } = {};
  for (const [name, value] of form) {
    const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
    if (outer === undefined || inner === undefined) fields[name] = value;
    else fields[outer] = { ...(fields[outer] as { [name: string]: string } | undefined), [inner]: value };
  }
  return fields;
}
