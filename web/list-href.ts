/** The address of a page of a list, with what the list is narrowed down to. */
export function listHref(path: string, narrowed: Readonly<Record<string, string | undefined>>, page = 1): string {
  const given = Object.entries({ ...narrowed, page: page > 1 ? String(page) : undefined });
  const query = new URLSearchParams(given.flatMap<[string, string]>(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
