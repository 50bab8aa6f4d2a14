import { z } from 'zod';
import { line, printedAddress, requestId, theirLine, theirReason, webUrl } from './fields';

/** What every letter about a grant says. */
const about = { mls: line, plan: line, requestId };
const toDeveloper = { ...about, requester: z.strictObject({ name: theirLine }), product: theirLine };

/** Letters about what has been granted, for as long as it lasts. */
export const grantLetters = {
  /** To the developer: the term ends. */
  'renewal-due': z.strictObject({
    ...toDeveloper,
    /** The end of the term, and when the key stops working; formatted, with the zone. */
    until: line,
    endsAt: line,
    /** The term is over, and the key works for a short while still. */
    isOver: z.boolean(),
    /** A renewal is being asked for already, and waits for an answer. */
    isAsked: z.boolean(),
    grantUrl: webUrl,
  }),
  /** To the developer: the MLS has changed its terms; accept them. */
  'terms-changed': z.strictObject({
    ...toDeveloper,
    version: line,
    acceptBy: line,
    /** Not the first letter about these terms. */
    again: z.boolean(),
    grantUrl: webUrl,
  }),
  /** To the developer, and to those who approved: something has happened to what was granted. */
  'grant-news': z.strictObject({
    ...about,
    recipient: z.strictObject({ name: theirLine }),
    requester: z.strictObject({ company: theirLine }),
    product: theirLine,
    /** "Your access is suspended". */
    headline: line,
    because: theirReason,
    /** What follows from it, and what to do. */
    next: line,
    /** The developer's page; null for everybody else. */
    grantUrl: webUrl.nullable(),
    support: printedAddress,
  }),
};
