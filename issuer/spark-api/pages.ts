import type { z } from 'zod';
import { IssuerUnavailable } from '../port';
import type { Call } from './call';
import { notUnderstood } from './refusals';

/** As many as the API gives at once. */
const pageSize = 25;
const mostReadings = 4;

interface Reading<T> {
  readonly all: readonly T[];
  readonly isOnePage: boolean;
  /** As many different ones as there are, as far as the last page says. */
  readonly isWhole: boolean;
}

/**
 * A whole list. What comes and goes while it is read moves entries from one page to another, so a list of several pages counts only when two
 * readings in a row agree: a key that is overlooked could be made twice.
 */
export async function listAll<S extends z.ZodType<{ readonly Id: string }>>(
  call: Call,
  path: string,
  schema: S,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly z.output<S>[]> {
  let before: string | undefined;
  for (let reading = 1; reading <= mostReadings; reading++) {
    const { all, isOnePage, isWhole } = await readOnce(call, path, schema, query);
    const ids = all.map(({ Id }) => Id).join(' ');
    if (isWhole && (isOnePage || ids === before)) return all;
    before = ids;
  }
  throw new IssuerUnavailable('The key administration API: a list changed while it was read.');
}

async function readOnce<S extends z.ZodType<{ readonly Id: string }>>(
  call: Call,
  path: string,
  schema: S,
  query: Readonly<Record<string, string>>,
): Promise<Reading<z.output<S>>> {
  const seen = new Map<string, z.output<S>>();
  for (let page = 1; ; page++) {
    const paging = { _pagination: '1', _limit: String(pageSize), _page: String(page) };
    const { results, pagination } = await call('GET', path, schema, { query: { ...query, ...paging } });
    // Without it nobody knows whether that was all.
    if (!pagination) throw notUnderstood(path, ['D.Pagination']);
    for (const result of results) seen.set(result.Id, result);
    if (page < pagination.TotalPages) continue;
    return { all: [...seen.values()], isOnePage: page === 1, isWhole: seen.size === pagination.TotalRows };
  }
}
