import { roughText } from './decode';
import { readHtml } from './html-text';
import { limits } from './limits';
import type { MimeTree } from './parts';

/** The mail's words for recognizing bounces and absences; for commands see `meaningOf`, which is far stricter. */
export function shownText({ parts }: MimeTree): string {
  const shown = parts.filter(({ disposition, type }) => disposition !== 'attachment' && type.startsWith('text/'));
  const plain = shown.find(({ type }) => type === 'text/plain');
  if (plain && plain.body.length > 0) return roughText(plain.body, plain.charset).slice(0, limits.shownCharacters);
  const html = shown.find(({ type }) => type === 'text/html');
  return html ? readHtml(roughText(html.body, html.charset).slice(0, limits.shownCharacters)).visible : '';
}
