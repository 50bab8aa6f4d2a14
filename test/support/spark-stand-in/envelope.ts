/** An answer before it is written out as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly D: object };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A no in the API's shape. */
export class Refused extends Error {
  readonly answer: Answer;

  constructor(status: number, Code: number, Message: string, headers: Readonly<Record<string, string>> = {}) {
    super(Message);
    this.answer = { status, body: { D: { Success: false, Code, Message } }, headers };
  }
}

export const ok = (Results: readonly object[], more: object = {}): Answer => ({
  status: 200,
  body: { D: { Success: true, Results, ...more } },
});

/** A page of a list as the query asks for it: 10 unless told, 25 at most. */
export function pageOf(all: readonly object[], query: URLSearchParams): Answer {
  const PageSize = Math.min(Number(query.get('_limit') ?? 10), 25);
  const CurrentPage = Number(query.get('_page') ?? 1);
  const results = all.slice((CurrentPage - 1) * PageSize, CurrentPage * PageSize);
  if (query.get('_pagination') !== '1') return ok(results);
  const TotalPages = Math.ceil(all.length / PageSize);
  return ok(results, { Pagination: { TotalRows: all.length, PageSize, TotalPages, CurrentPage } });
}

/** `Field Eq 'text'`, joined by `And`. */
export function filterOf(filter: string | null): (row: object) => boolean {
  if (filter === null) return () => true;
  const wanted = filter.split(' And ').map((part) => {
    const [, field, text] = /^(\w+) Eq '((?:[^'\\]|\\.)*)'$/.exec(part) ?? [];
    if (field === undefined || text === undefined) throw new Refused(400, 1040, `Invalid filter: ${filter}`);
    return [field, text.replaceAll(/\\(.)/g, '$1')] as const;
  });
  return (row) => wanted.every(([field, text]) => (row as Readonly<Record<string, unknown>>)[field] === text);
}
