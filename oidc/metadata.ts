import { type ClientMetadata, errors } from 'oidc-provider';
import { dataRoles } from '../domain/plan';

/** What we keep of a client beside what the standards know. */
export const ownMetadata = ['software_id', 'enabled', 'mls_id', 'data_role'];

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** What the library would fetch. Our clients need none of it, and a provider that fetches what it is told can be used against its neighbours. */
const fetched = ['jwks_uri', 'sector_identifier_uri'] as const;

/** Refuses what does not fit, by its name. The library asks for each name of our own; `enabled` is true unless it is said otherwise. */
export function checkMetadata(_context: unknown, key: string, value: unknown, metadata: ClientMetadata): void {
  if (key === 'enabled') {
    if (value === undefined) metadata['enabled'] = true;
    else if (typeof value !== 'boolean') throw refused('enabled must be true or false');
    return checkStandard(metadata);
  }
  if (value === undefined) return;
  if (typeof value !== 'string' || value === '' || value.length > 200)
    throw refused(`${key} must be a text of 1 to 200 characters`);
  if (key === 'data_role' && !dataRoles.some((role) => role === value))
    throw refused(`data_role must be one of ${dataRoles.join(', ')}`);
}

/** What the standards leave open and we do not. */
function checkStandard(metadata: ClientMetadata): void {
  for (const key of fetched) if (metadata[key] !== undefined) throw refused(`${key} is not taken: nothing is fetched`);
  if (metadata.application_type !== 'web') throw refused('application_type must be web');
  if (!(metadata.redirect_uris ?? []).every(isFit)) {
    throw new errors.InvalidRedirectUri(
      'redirect_uris must be exact https addresses, or http on 127.0.0.1 for trials, without a wildcard',
    );
  }
}

function isFit(address: string): boolean {
  const url = URL.parse(address);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  return isSafe && !address.includes('*');
}

function refused(words: string): errors.InvalidClientMetadata {
  return new errors.InvalidClientMetadata(words);
}
