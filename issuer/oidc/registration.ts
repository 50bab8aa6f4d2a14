import { z } from 'zod';
import type { KeySpec } from '../../domain/credential';
import { limitWords } from '../../domain/limits';
import { IssuerRefused } from '../port';

/** A client as the provider shows it: all that it keeps, so that all of it can be sent along when something changes. */
export const registration = z.looseObject({
  client_id: z.string().min(1),
  software_id: z.string().optional(),
  enabled: z.boolean().optional(),
  redirect_uris: z.array(z.string()).optional(),
  mls_id: z.string().optional(),
  data_role: z.string().optional(),
  registration_client_uri: z.url(),
  registration_access_token: z.string().min(1),
});
export type Registration = z.output<typeof registration>;

/** A client as the call that makes it answers. */
export const madeRegistration = registration.extend({ client_secret: z.string().min(1) });

export const registrations = z.object({ clients: z.array(registration) });

/** Refuses what a client cannot be held to: it would open more than was approved. @throws IssuerRefused before anything is made */
export function refuseToCarry({ redirectUri, limits }: KeySpec): string {
  if (redirectUri === undefined) {
    throw new IssuerRefused(
      'redirect',
      'An OpenID Connect client needs the address that agents are sent back to, and this request states none. Have the developer ask again with it.',
    );
  }
  const beyond = limitWords(limits);
  if (beyond.length === 0) return redirectUri;
  throw new IssuerRefused(
    'limits',
    `An OpenID Connect client cannot be held to these conditions of the approval: ${beyond.join('; ')}. Have the operator make this key by hand, or the request approved without them.`,
  );
}

/** What is sent to make the client (RFC 7591). The last four are extensions: docs/oidc.md says what they mean. */
export function metadataOf(marker: string, redirectUri: string, { name, productUrl, mlsId, role }: KeySpec): object {
  return {
    client_name: name,
    ...(productUrl === undefined ? {} : { client_uri: productUrl }),
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'RS256',
    software_id: softwareId(marker),
    enabled: true,
    mls_id: mlsId,
    data_role: role,
  };
}

/** As the marker stands in the client's metadata. */
export function softwareId(marker: string): string {
  return `countersign:${marker}`;
}

/** What the provider did not take over, in words; empty when the client is as it was asked for. */
export function leftOut(
  made: Registration,
  marker: string,
  redirectUri: string,
  { mlsId, role }: KeySpec,
): readonly string[] {
  return [
    made.software_id === softwareId(marker) ? '' : 'the marker (software_id)',
    made.enabled === true ? '' : 'the switch that disables it (enabled)',
    made.redirect_uris?.length === 1 && made.redirect_uris[0] === redirectUri ? '' : 'its redirect address',
    made.mls_id === mlsId ? '' : 'its MLS (mls_id)',
    made.data_role === role ? '' : 'its data role (data_role)',
  ].filter((words) => words !== '');
}

/** What RFC 7592 wants in a change: all of it, but for what the provider alone says. */
export function changed(before: Registration, enabled: boolean): object {
  const {
    registration_client_uri: _uri,
    registration_access_token: _token,
    client_id_issued_at: _issuedAt,
    client_secret_expires_at: _expiresAt,
    ...rest
  } = before;
  return { ...rest, enabled };
}
