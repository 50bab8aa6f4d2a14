import type { FastifyRequest } from 'fastify';
import { fingerprint } from '../secrets/token';

const linkPages: ReadonlySet<string> = new Set([
  'decision',
  'receipt',
  'answer',
  'pickup',
  'status',
  'proof',
  'sign-in',
  'objection',
  'attestation',
]);
/** Longer than a request id: may be a token, wherever it stands. */
const longestPlain = 36;

/** A path as it may be logged: link tokens give way to their fingerprints, query strings (people's search terms) are left out. */
export function loggedPath(url: string): string {
  const segments = (url.split(/[?#]/, 1)[0] ?? '').split('/');
  return segments
    .map((segment, index) => {
      const isSecret = segment.length > longestPlain || (index === 2 && linkPages.has(segments[1] ?? ''));
      return isSecret && segment !== '' ? `~${fingerprint(segment)}` : segment;
    })
    .join('/');
}

/** How requests appear in the log. */
export function loggedRequest({ id, method, url, ip }: FastifyRequest): Record<string, unknown> {
  return { id, method, path: loggedPath(url), address: ip };
}
