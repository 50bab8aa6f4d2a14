import type { RequestFilter } from '../store/port';

/** What a list of requests can be narrowed down to. */
export const listStates = ['open', 'settled', 'registrations', 'direct', 'changes', 'needs-staff'] as const;
export type ListState = (typeof listStates)[number];

/** The store's filter for it; all requests without one. */
export function stateFilter(state: ListState | undefined): Pick<RequestFilter, 'settled' | 'needsStaff' | 'kind'> {
  switch (state) {
    case undefined:
      return {};
    case 'needs-staff':
      return { needsStaff: true };
    case 'registrations':
      return { kind: 'registration' };
    case 'direct':
      return { kind: 'direct-mls-contact' };
    case 'changes':
      return { kind: 'grant-change' };
    case 'open':
    case 'settled':
      return { settled: state === 'settled' };
  }
}
