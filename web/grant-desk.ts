import type { RequestFile } from '../store/port';
import type { Reader } from './key-state';

/** Whose page it is, and where requests are shown there. */
export interface GrantDesk {
  readonly reader: Reader;
  readonly grants: string;
  readonly requests: string;
}

export const developerDesk: GrantDesk = {
  reader: 'developer',
  grants: '/account/grants',
  requests: '/account/requests',
};
export const staffDesk: GrantDesk = { reader: 'staff', grants: '/console/grants', requests: '/console/requests' };

/** The page of what a request has granted or changes; null as long as there is no such thing. */
export function grantPathOf({ request, credential }: RequestFile, { grants }: GrantDesk): string | null {
  const { kind, change } = request.ask;
  if (change) return `${grants}/${change.grantId}`;
  return credential === null || kind === 'registration' ? null : `${grants}/${request.id}`;
}
