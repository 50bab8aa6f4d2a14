import { z } from 'zod';
import { parseKeyring } from './keyring';
import { isServerAddress } from './server-address';

/** Forms that settings have. */

export const isTrue = z.stringbool();
export const port = z.coerce.number().int().min(0).max(65_535);
export const httpUrl = z.url({ protocol: /^https?$/, message: 'must be an http:// or https:// address' });

export const isTimeZone = (zone: string) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC';

export const isSafeForSecrets = (url: string) =>
  url.startsWith('https:') || ['127.0.0.1', '[::1]', 'localhost'].includes(URL.parse(url)?.hostname ?? '');

export const dnsServers = z
  .string()
  .transform((list) => list.split(',').map((server) => server.trim()))
  .refine(
    (servers) => servers.every(isServerAddress),
    'must be addresses such as 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53',
  );

export function isKeyring(text: string): boolean {
  try {
    return parseKeyring(text, '').keys.size > 0;
  } catch {
    return false;
  }
}

/** Pairs "id:secret"; the secrets stand in headers of HTTP as they are. */
export const clients = z
  .string()
  .transform((list) => list.split(',').map((client) => client.trim()))
  .refine(
    (pairs) =>
      pairs.every((pair) => /^[\w.-]{1,64}:[\w.~-]{32,200}$/.test(pair)) &&
      new Set(pairs.map((pair) => pair.split(':', 1)[0])).size === pairs.length,
    'must be id:secret,id:secret with ids of their own and secrets of 32 letters and digits or more (openssl rand -hex 32)',
  );
