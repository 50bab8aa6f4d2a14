import { z } from 'zod';
import {
  code,
  line,
  printedAddress,
  replyCode,
  requestId,
  theirLine,
  theirReason,
  theirTextLine,
  theirUse,
  webUrl,
} from './fields';
import { change, codeApart, exchange, person } from './pieces';

/** What every letter about a request says behind which there is no data plan. */
const aboutDirect = { mls: line, requestId };
/** What a request to an MLS that is asked directly states. */
const stated = {
  requester: z.strictObject({ name: theirLine, company: theirLine, email: printedAddress }),
  role: line,
  keyKind: line,
  keyHolder: theirLine,
  product: z.strictObject({ name: theirLine, url: theirLine.nullable() }),
  use: theirUse,
  statement: z.array(z.strictObject({ label: line, words: theirUse })),
};

/** Letters by which an MLS is asked directly, and those that pass on what the parties write to one another. */
export const contactLetters = {
  /** To whoever decides for an MLS that is asked directly. */
  contact: z
    .strictObject({
      ...aboutDirect,
      approver: person,
      ...stated,
      step: z.strictObject({ title: line, number: z.int().positive(), count: z.int().positive() }),
      decisionUrl: webUrl,
      code,
      replyCode,
      /** A yes counts only as an answer to this letter. */
      isByMailOnly: z.boolean(),
      support: printedAddress,
      lapseAt: line,
      again: z.boolean(),
      note: theirReason.nullable(),
      exchange: exchange.nullable(),
      changes: z.array(change),
    })
    .refine((contact) => !contact.decisionUrl.includes(contact.code), { path: ['decisionUrl'], error: codeApart }),
  /** To support, as its copy of `contact`; without a link, which is the approver's. */
  'contact-copy': z.strictObject({
    ...aboutDirect,
    ...stated,
    /** "Ann Lee (MLS admin, ann@mls.example)". */
    asked: line,
    consoleUrl: webUrl,
  }),
  /** To everybody else who takes part: what somebody wrote about the request. */
  message: z.strictObject({
    ...aboutDirect,
    recipient: z.strictObject({ name: theirLine }),
    requester: z.strictObject({ name: theirLine, company: theirLine }),
    /** `side`: "the MLS", "the developer", "support". */
    from: z.strictObject({ name: theirLine, side: line }),
    /** Who of the staff passed it on though nobody could prove who sent it; null when it is proved. */
    vouchedBy: theirLine.nullable(),
    text: z.array(theirTextLine).min(1),
    /** Names of files that came with it. */
    files: z.array(theirLine),
    toSide: z.strictObject({ isDeveloper: z.boolean(), isMls: z.boolean() }),
    /** Null for people of the MLS, who have no account. */
    pageUrl: webUrl.nullable(),
  }),
  /** To the developer: the MLS has made the key itself. */
  'set-up': z.strictObject({
    ...aboutDirect,
    requester: z.strictObject({ name: theirLine }),
    madeBy: theirLine,
    support: printedAddress,
  }),
};
