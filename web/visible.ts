import { withoutMailedSecrets } from '../domain/mailed-secrets';

/** Marks that turn the direction of writing round, so that a text shows other words than it holds. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const control = /[^\P{Cc}\t\n]/gu;

/** What strangers wrote, fit to be looked at: nothing in it hides or turns round, and what was mailed to one person only is left out. */
export function visible(text: string): string {
  const shown = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(control, '\ufffd')
    .replace(turning, (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
  return withoutMailedSecrets(shown);
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
