import { z } from 'zod';
import { line, theirLine, theirReason } from './fields';

/** What several letters print alike. */
export const person = z.strictObject({ name: theirLine, title: line });
/** A question and what came back. */
export const exchange = z.strictObject({
  question: theirReason,
  answer: theirReason,
  by: theirLine,
  /** Names of files that came with the answer; the page has them. */
  attachments: z.array(theirLine),
});
/** What is asked differently than before. */
export const change = z.strictObject({ what: line, before: theirReason, after: theirReason });
export const codeApart = 'holds the code, which must stand in the letter only';
