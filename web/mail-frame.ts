import { visible } from './visible';

/**
 * For the page of a mail that its sender laid out: no script, no form, nothing is fetched, and it may stand only in a frame of ours. All
 * other pages stand in no frame.
 */
export const framePolicy = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** What a content policy and a sandbox leave open: browsers connect to the host that one of these names before they refuse to fetch from it. */
const leaving = /<(?=(?:link|meta|base|i?frame|frameset|fencedframe|object|embed)(?![a-z0-9-]))/gi;

/** A stranger's page to be looked at only: inert, so that nothing in it can be clicked or focused. The mail itself cannot end that. */
export function framed(html: string): string {
  return `<!doctype html><html lang="" inert><meta charset="utf-8">${visible(html).replace(leaving, '<not-')}`;
}
