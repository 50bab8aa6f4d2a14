import type { Directory } from '../store/port';
import { bareChain } from './bare-chain';
import type { Kind } from './file-fault';
import { holidaysOf } from './holidays';

/** What a file holds of the directory, in a lasting order. Public holidays are left out: reading a file adds those of the state. */
export function toContent(directory: Directory): Record<Kind, readonly object[]> {
  const { mlses, approvers, plans, members = [] } = directory;
  return {
    mlses: inOrder(mlses, ({ id }) => [id]).map(({ id, name, state, timeZone, closedDays, directContact }) => {
      const holidays = new Set(holidaysOf(state).map(({ day }) => day));
      const ownDays = closedDays.filter((day) => !holidays.has(day));
      const listing = { id, name, state, timeZone, closedDays: ownDays };
      return directContact ? { ...listing, directContact: bareChain(directContact) } : listing;
    }),
    approvers: inOrder(approvers, ({ mlsId, id }) => [mlsId, id]).map(({ mlsId, id, name, email, title }) => ({
      mlsId,
      id,
      name,
      email,
      title,
    })),
    plans: inOrder(plans, ({ mlsId, id }) => [mlsId, id]).map(planOf),
    members: inOrder(members, ({ mlsId, userName }) => [mlsId, userName]).map(
      ({ mlsId, userName, kind, name, standing }) => ({
        mlsId,
        userName,
        kind,
        name,
        ...(standing === 'left' ? { standing } : {}),
      }),
    ),
  };
}

function planOf(plan: Directory['plans'][number]): object {
  const { mlsId, id, name, description, role, keyKind, keyHolders, priceMinor, currency, termsVersion, terms, chain } =
    plan;
  return {
    mlsId,
    id,
    name,
    description,
    role,
    keyKind,
    keyHolders,
    priceMinor,
    currency,
    termsVersion,
    terms,
    chain: bareChain(chain),
  };
}

function inOrder<T>(entries: readonly T[], key: (entry: T) => readonly string[]): readonly T[] {
  const keyed = entries.map((entry) => [key(entry).join('\n'), entry] as const);
  return keyed.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
