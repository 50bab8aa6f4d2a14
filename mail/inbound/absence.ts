import type { Instant } from '../../domain/instant';
import { dayAt } from './day-words';

/** The day an absence ends, "2026-12-03", or null when the mail does not say it plainly. */
export type Absence = string | null;

/** "I am back on …", then "until …"; a stated return counts more than a stated end. */
const announcements: readonly RegExp[] = [
  /\b(?:i(?:'ll| will)?(?: be)? return|return(?:s|ing)?|back|resume|resuming|available again)\b(?! to you)/giu,
  /\b(?:de retour|(?:mon|notre) retour|reviens|reviendrai|reprendrai|rentrerai)\b/giu,
  /\b(?:de (?:vuelta|regreso)|regreso|regresar[eé]|vuelvo|volver[eé]|reincorporar[eé]|reincorporo)(?!\p{L})/giu,
  /\b(?:until|till|through|thru|to and including|up to)\b/giu,
  /\b(?:jusqu'(?:au|à)|au plus tard)(?!\p{L})/giu,
  /\bhasta\b/giu,
];
const wordsAhead = 8;

export function readAbsence(text: string, receivedAt: Instant): Absence {
  const words = text
    .slice(0, 4_000)
    .normalize('NFC')
    .replace(/[ \t\u00a0]*\r?\n[ \t]*/g, ' ')
    .replace(/[’]/g, "'");
  for (const announcement of announcements) {
    for (const match of words.matchAll(announcement)) {
      const day = dayIn(words.slice(match.index + match[0].length, match.index + match[0].length + 90), receivedAt);
      if (day !== null) return day;
    }
  }
  return null;
}

/** The first day within the next words of the same sentence. */
function dayIn(after: string, receivedAt: Instant): Absence {
  const sentence = after.split(/[.!?]\s+(?=\p{Lu})|[.!?]?\s*$/u, 1)[0] ?? '';
  const starts = [...sentence.matchAll(/[\p{L}\d]+[\p{L}\d/.-]*/gu)].slice(0, wordsAhead);
  for (const start of starts) {
    const day = dayAt(sentence.slice(start.index), receivedAt);
    if (day !== null) return day;
  }
  return null;
}
