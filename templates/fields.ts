import { z } from 'zod';
import { defang, oneLine, theirWords } from './plain-text';

const nameLimit = 60;
const lineLimit = 200;
const reasonLimit = 1000;
const useLimit = 500;

/** Words of the operator's own: names of MLSs and plans, formatted times. One clean line. */
export const line = z.string().transform((value) => oneLine(value, lineLimit));

/** A name or short text that an applicant or approver chose. */
export const theirLine = z.string().transform((value) => theirWords(value, lineLimit));

/** A name in a letter to an address that anybody may have typed: too short to carry a message to whoever has that address. */
export const strangersName = z.string().transform((value) => theirWords(value, nameLimit));

/** Words of theirs inside a sentence of ours, never alone on a line: a deciding word may be one of them. */
export const theirPhrase = z.string().transform((value) => oneLine(defang(oneLine(value, lineLimit)), lineLimit));

/** A sentence that quotes an applicant or approver. */
export const theirReason = z.string().transform((value) => theirWords(value, reasonLimit));

/** A line of somebody's message; may be empty between two paragraphs. */
export const theirTextLine = z
  .string()
  .transform((value) => (value.trim() === '' ? '' : theirWords(value, reasonLimit)));

/** The applicant's description, cut to what a mail should hold; the page shows all of it. */
export const theirUse = z.string().transform((value) => theirWords(value, useLimit));

/** A mail address as it is printed in a letter. Nothing is sent to it. */
export const printedAddress = z.string().regex(/^[^\s<>"',;:()\\]{1,64}@[a-z0-9.-]{1,253}$/i, 'is not a mail address');

export const requestId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'is not a request id');

export const code = z.string().regex(/^[A-Z0-9]{6}$/, 'is not a six-character code');

/** Whether `value` is a web address that may be a link in a letter: http or https, no user info, nothing to be misread. */
export function isWebUrl(value: string): boolean {
  if (!/^https?:\/\/[!#-;=?-[\]_a-z~]+$/.test(value) || value.length > 500) return false;
  const url = URL.parse(value);
  return url !== null && url.username === '' && url.password === '';
}

/** Ten characters in a subject, by which an answer names its question; null where an answer by mail is not taken. */
export const replyCode = z
  .string()
  .regex(/^[ACDEFGHJKMNPQRTUVWXYZ234679]{10}$/, 'is not a reply code')
  .nullable();

export const webUrl = z.string().refine(isWebUrl, 'is not an http(s) URL without user info');
