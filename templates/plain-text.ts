/**
 * Characters that are not seen or that change how their neighbours are seen: controls, bidi and zero-width marks, variation
 * selectors, blank fillers, tags, halves of surrogate pairs. Right-to-left text keeps its letters; only invisible marks go.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{DI}\u2800]/gu;

/** Words that decide when they stand alone on a line of a reply; a quoted mail of ours must not supply one. */
const bareCommand = /^\W*(?:i )?(?:approved?|declined?|reject(?:ed)?|deny|denied)\W*$/i;

/** Whether a line says nothing but a deciding word. */
export function isBareCommand(line: string): boolean {
  return bareCommand.test(line);
}

/** One line without unseen characters, at most `max` characters long (an ellipsis marks the cut), never empty. */
export function oneLine(value: string, max: number): string {
  const line = value
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(unseen, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  return shorten(line, max) || '(none given)';
}

/**
 * Somebody else's words, made safe to print beside ours: one line, no unseen characters, nothing that a mail program turns into
 * a link, and never a deciding word alone.
 */
export function theirWords(value: string, max: number): string {
  const line = shorten(defang(oneLine(value, max)), max);
  return isBareCommand(line) ? `they wrote: “${line}”` : line;
}

/** Breaks what mail programs turn into links: `https://evil.example` becomes `hxxps://evil[.]example`. */
export function defang(text: string): string {
  return text
    .replace(/\bhttp(s?)(?=:)/gi, 'hxxp$1')
    .replace(/\b(javascript|vbscript|data|file|ftps?|mailto|tel|sms|callto|skype)\s*:(?=\S)/gi, '$1[:]')
    .replace(/(?<=[\p{L}\p{M}\p{N}_-])[.。．｡](?=(?:[\p{L}\p{M}]{2,}|xn--[\w-]+)(?![\p{L}\p{M}\p{N}_]))/gu, '[.]');
}

function shorten(text: string, max: number): string {
  const characters = Array.from(text);
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
