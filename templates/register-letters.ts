import { z } from 'zod';
import { code, line, requestId, theirLine, theirPhrase, theirReason, webUrl } from './fields';
import { codeApart, person } from './pieces';

/** What a letter about an MLS's register says. `requestId` is the change or the question that it is filed under. */
const aboutRegister = { mls: line, requestId };
/** What the register says of somebody, line by line. */
const details = z.array(z.strictObject({ what: line, value: theirReason }));

/** Letters to those who decide for an MLS, about who they are. */
export const registerLetters = {
  /** To those who may decide for an MLS: this changes about who may. With a link to object. */
  'register-change': z
    .strictObject({
      ...aboutRegister,
      recipient: z.strictObject({ name: theirLine }),
      /** "Nora Beck is added". */
      summary: theirPhrase,
      details,
      inForceAt: line,
      /** Until then it can be stopped. */
      isWaiting: z.boolean(),
      objectUrl: webUrl,
      code,
    })
    .refine((change) => !change.objectUrl.includes(change.code), { path: ['objectUrl'], error: codeApart }),
  /** To the same: a change that they were told of does not come into force. */
  'register-stopped': z.strictObject({
    ...aboutRegister,
    recipient: z.strictObject({ name: theirLine }),
    summary: theirPhrase,
    by: theirLine,
    because: theirReason,
  }),
  /** To somebody who may decide for an MLS: does that still hold? */
  attest: z
    .strictObject({
      ...aboutRegister,
      approver: person.pick({ name: true }),
      details,
      attestUrl: webUrl,
      code,
      /** Not the first letter of this round. */
      again: z.boolean(),
    })
    .refine((attest) => !attest.attestUrl.includes(attest.code), { path: ['attestUrl'], error: codeApart }),
};
