import type { RequestFilter } from '../store/port';

/** What a list of requests can be narrowed down to. */
export const listStates = ['open', 'settled', 'needs-staff'] as const;
export type ListState = (typeof listStates)[number];

/** The store's filter for it; all requests without one. */
export function stateFilter(state: ListState | undefined): Pick<RequestFilter, 'settled' | 'needsStaff'> {
  switch (state) {
    case undefined:
      return {};
    case 'needs-staff':
      return { needsStaff: true };
    case 'open':
    case 'settled':
      return { settled: state === 'settled' };
  }
}
