import type { KeySpec } from '../../domain/credential';
import { limitWords, noLimits } from '../../domain/limits';
import { IssuerRefused } from '../port';
import type { Key } from './answers';

/**
 * Refuses what a key of the API cannot be held to: it would open more than was approved.
 * @throws IssuerRefused before anything is made
 */
export function refuseToCarry({ environment, role, kind, limits, redirectUri }: KeySpec): void {
  if (environment === 'demo') throw new IssuerRefused('demo', 'The key administration makes live keys only.');
  if (role === 'own') {
    throw new IssuerRefused(
      'own-data',
      "The key administration API cannot hold a key to a member's own listings. Have the operator make this key by hand.",
    );
  }
  if (kind === 'oidc' && redirectUri === undefined) {
    throw new IssuerRefused('redirect', 'An OpenID Connect key needs the address that agents are sent back to.');
  }
  const { noReplication, until, domains } = limits;
  const beyond = limitWords({ ...noLimits, noReplication, until, domains });
  if (beyond.length === 0) return;
  throw new IssuerRefused(
    'limits',
    `The key administration API cannot hold a key to these conditions of the approval: ${beyond.join('; ')}. Have the operator make this key by hand, or the request approved without them.`,
  );
}

/** What is sent to make the key. */
export function keyBody(marker: string, { name, role, kind, limits, productUrl, redirectUri }: KeySpec): object {
  const { ips, userAgent, readOnly } = limits;
  return {
    Name: name,
    Comments: commentOf(marker),
    Roles: [role],
    ...(productUrl === undefined ? {} : { ApplicationUri: productUrl }),
    ...(kind === 'oidc' ? { RedirectUri: redirectUri } : {}),
    ...(ips.length === 0 ? {} : { IpAddresses: ips }),
    ...(userAgent === null ? {} : { UserAgent: userAgent }),
    ...(readOnly ? { ReadOnly: true } : {}),
  };
}

/** Whether the key was made with the marker. Staff may have written more into its comments. */
export function bears(key: Key, marker: string): boolean {
  return key.Comments?.split(/\s+/).includes(commentOf(marker)) ?? false;
}

/** What the API did not take over, in words; empty when the key is as it was asked for. */
export function leftOut(key: Key, marker: string, { role, kind, limits, redirectUri }: KeySpec): readonly string[] {
  const { ips, userAgent, readOnly } = limits;
  const hasIps =
    ips.length === 0 || (key.IpAddresses?.length === ips.length && ips.every((ip) => key.IpAddresses!.includes(ip)));
  return [
    bears(key, marker) ? '' : 'the marker in its comments',
    key.Roles.includes(role) ? '' : `the role ${role}`,
    kind !== 'oidc' || key.RedirectUri === redirectUri ? '' : 'the address that agents are sent back to',
    hasIps ? '' : limitWords({ ...noLimits, ips })[0]!,
    userAgent === null || key.UserAgent === userAgent ? '' : limitWords({ ...noLimits, userAgent })[0]!,
    !readOnly || key.ReadOnly ? '' : 'read only',
  ].filter((words) => words !== '');
}

function commentOf(marker: string): string {
  return `countersign:${marker}`;
}
