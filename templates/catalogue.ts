import { z } from 'zod';
import { code, line, printedAddress, requestId, theirLine, theirReason, theirUse, webUrl } from './fields';

/** What every letter about a request says. */
const about = { mls: line, plan: line, requestId };
const toDeveloper = { ...about, requester: z.strictObject({ name: theirLine }) };
const outcome = { ...toDeveloper, because: theirReason, statusUrl: webUrl };
const codeApart = 'holds the code, which must stand in the letter only';

/**
 * Every letter we send, and what its templates may print. Parsing also cleans: what an applicant or approver wrote becomes one
 * line of plain text that no mail program turns into a link. URLs and codes are taken as they are, or refused.
 */
export const catalogue = {
  /** To an approver: decide this step. */
  ask: z
    .strictObject({
      ...about,
      approver: z.strictObject({ name: theirLine, title: line }),
      requester: z.strictObject({ name: theirLine, company: theirLine, email: printedAddress }),
      /** What the key may see, in words. */
      role: line,
      /** Whom the key is tied to, in words. */
      keyHolder: theirLine,
      product: z.strictObject({ name: theirLine, url: theirLine.nullable() }),
      use: theirUse,
      step: z.strictObject({ title: line, number: z.int().positive(), count: z.int().positive() }),
      decisionUrl: webUrl,
      code,
      /** Formatted, with its zone. */
      lapseAt: line,
      /** This letter replaces an earlier one, whose link no longer works. */
      again: z.boolean(),
    })
    .refine((ask) => !ask.decisionUrl.includes(ask.code), { path: ['decisionUrl'], error: codeApart }),
  /** To the developer: we have it, these people will be asked. */
  received: z.strictObject({
    ...toDeveloper,
    steps: z.array(z.strictObject({ title: line, approvers: line })).min(1),
    statusUrl: webUrl,
  }),
  /** To the developer: approved, the key waits. */
  ready: z
    .strictObject({
      ...toDeveloper,
      pickupUrl: webUrl,
      code,
      until: line,
      /** The key takes the place of an earlier one. */
      replaces: z.boolean(),
    })
    .refine((ready) => !ready.pickupUrl.includes(ready.code), { path: ['pickupUrl'], error: codeApart }),
  /** To the developer: an approver said no. */
  denied: z.strictObject({ ...outcome, by: theirLine, reason: theirReason }),
  lapsed: z.strictObject(outcome),
  withdrawn: z.strictObject(outcome),
  /** To the developer and to support: somebody came to a pickup page whose key had been shown. */
  'opened-again': z.strictObject({
    ...about,
    recipient: z.strictObject({ name: theirLine }),
    /** When the key was shown. */
    openedAt: line,
    /** When somebody came again. */
    again: line,
    support: printedAddress,
  }),
  /** To the developer: nobody came for the key in time. */
  'pickup-lapsed': z.strictObject({ ...toDeveloper, until: line, support: printedAddress }),
  /** To the developer: the key no longer works. */
  'key-disabled': z.strictObject({ ...toDeveloper, because: theirReason, support: printedAddress }),
};

export type TemplateName = keyof typeof catalogue;

/** What a caller hands over for the letter `N`. */
export type TemplateVariables<N extends TemplateName = TemplateName> = z.input<(typeof catalogue)[N]>;

export const templateNames = Object.keys(catalogue) as readonly TemplateName[];
