import { z } from 'zod';
import {
  code,
  line,
  printedAddress,
  replyCode,
  requestId,
  strangersName,
  theirLine,
  theirPhrase,
  theirReason,
  theirUse,
  webUrl,
} from './fields';
import { contactLetters } from './contact-letters';
import { change, codeApart, exchange, person } from './pieces';
import { grantLetters } from './grant-letters';
import { registerLetters } from './register-letters';
import { rosterLetters } from './roster-letters';

/** What every letter about a request says. */
const about = { mls: line, plan: line, requestId };
const toDeveloper = { ...about, requester: z.strictObject({ name: theirLine }) };
/** What a letter about an account says: no MLS's data is asked for yet. `requestId` is what it is filed under. */
const aboutAccount = { operator: line, requestId, requester: z.strictObject({ name: strangersName }) };
const outcome = {
  ...toDeveloper,
  because: theirReason,
  statusUrl: webUrl,
  /** Until when what was granted before goes on as it was, for a request to renew or change it; null for a first request. */
  runsOn: line.nullable(),
};

/**
 * Every letter we send, and what its templates may print. Parsing also cleans: what an applicant or approver wrote becomes one
 * line of plain text that no mail program turns into a link. URLs and codes are taken as they are, or refused.
 */
export const catalogue = {
  ...contactLetters,
  ...registerLetters,
  ...grantLetters,
  ...rosterLetters,
  /** To somebody who registers: show that this address is yours. */
  prove: z
    .strictObject({
      ...aboutAccount,
      proofUrl: webUrl,
      code,
      /** Until when link and code work; formatted, with its zone. */
      until: line,
      /** This letter replaces an earlier one, whose link no longer works. */
      again: z.boolean(),
    })
    .refine((prove) => !prove.proofUrl.includes(prove.code), { path: ['proofUrl'], error: codeApart }),
  /** To a developer who wants to sign in: a link that works once. */
  'sign-in': z
    .strictObject({ ...aboutAccount, signInUrl: webUrl, code, until: line })
    .refine((signIn) => !signIn.signInUrl.includes(signIn.code), { path: ['signInUrl'], error: codeApart }),
  /** To an approver: decide this step. */
  ask: z
    .strictObject({
      ...about,
      approver: person,
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
      replyCode,
      /** Formatted, with its zone. */
      lapseAt: line,
      /** Somebody registers with the operator (`mls`), who is asked for demo access. */
      isRegistration: z.boolean(),
      /** What was granted before is to be renewed or changed; null for a first request. */
      grant: z.strictObject({ isRenewal: z.boolean(), approvedAt: line, until: line.nullable() }).nullable(),
      /** This letter replaces an earlier one, whose link no longer works. */
      again: z.boolean(),
      /** Why this person is asked now: "Ann Lee handed this on to you." */
      note: theirReason.nullable(),
      /** What the developer answered to this person's question. */
      exchange: exchange.nullable(),
      /** What is asked differently since this person was asked before; empty the first time. */
      changes: z.array(change),
    })
    .refine((ask) => !ask.decisionUrl.includes(ask.code), { path: ['decisionUrl'], error: codeApart }),
  /** To an approver who has not answered: the same question, with a new link. */
  remind: z
    .strictObject({
      ...about,
      approver: person,
      requester: z.strictObject({ name: theirLine, company: theirLine }),
      step: z.strictObject({ title: line }),
      /** When it was first asked; formatted. */
      askedAt: line,
      decisionUrl: webUrl,
      code,
      replyCode,
      lapseAt: line,
    })
    .refine((remind) => !remind.decisionUrl.includes(remind.code), { path: ['decisionUrl'], error: codeApart }),
  /** To an approver: this was done in your name. With a link to say "not me", and to take an approval back. */
  receipt: z
    .strictObject({
      ...about,
      approver: person,
      requester: z.strictObject({ name: theirLine, company: theirLine }),
      /** What follows "you" in a sentence: "approved", "declined", "handed it on to Bob Ray". */
      did: theirPhrase,
      reason: theirReason.nullable(),
      /** Conditions of an approval, one phrase each. */
      limits: z.array(theirLine),
      at: line,
      undoUrl: webUrl,
      code,
    })
    .refine((receipt) => !receipt.undoUrl.includes(receipt.code), { path: ['undoUrl'], error: codeApart }),
  /** To the developer: an approver asks something, or proposes another plan. */
  question: z
    .strictObject({
      ...toDeveloper,
      approver: person,
      question: theirReason,
      /** The name of the plan that is proposed in place of the one asked for; null for a plain question. */
      proposal: line.nullable(),
      /** The MLS that must be asked in place of this one; null otherwise. */
      referral: line.nullable(),
      answerUrl: webUrl,
      code,
      lapseAt: line,
      /** Not the first letter about this question. */
      again: z.boolean(),
    })
    .refine((question) => !question.answerUrl.includes(question.code), { path: ['answerUrl'], error: codeApart }),
  /** To support: this request will not go on by itself. */
  'staff-needed': z.strictObject({
    ...about,
    requester: z.strictObject({ name: theirLine, company: theirLine }),
    /** What is stuck, in a sentence. */
    note: theirReason,
    consoleUrl: webUrl,
  }),
  /** To somebody who is told and not asked: a request has begun, or how it has ended. */
  informed: z.strictObject({
    ...about,
    approver: person,
    requester: z.strictObject({ name: theirLine, company: theirLine }),
    product: z.strictObject({ name: theirLine }),
    role: line,
    /** Null when the request has just begun. */
    outcome: theirReason.nullable(),
  }),
  /** To the developer: an approval was taken back after all were there; a key that was issued no longer works. */
  revoked: z.strictObject({ ...outcome, support: printedAddress }),
  /** To the developer: we have it, these people will be asked. */
  received: z.strictObject({
    ...toDeveloper,
    steps: z.array(z.strictObject({ title: line, approvers: line })).min(1),
    statusUrl: webUrl,
    /** The request is a registration with the operator (`mls`). */
    isRegistration: z.boolean(),
  }),
  /** To the developer: approved, the key waits. */
  ready: z
    .strictObject({
      ...toDeveloper,
      pickupUrl: webUrl,
      code,
      until: line,
      /** Conditions under which it was approved, one phrase each. */
      limits: z.array(theirLine),
      /** The key takes the place of an earlier one. */
      replaces: z.boolean(),
      /** How long that one goes on once this one was picked up: "14 days". Null: it has ended. */
      overlap: line.nullable(),
      /** For a registration: where the key reads example data, and until which day (2027-03-07). Null for a live key. */
      demo: z.strictObject({ dataUrl: webUrl, until: line }).nullable(),
    })
    .refine((ready) => !ready.pickupUrl.includes(ready.code), { path: ['pickupUrl'], error: codeApart }),
  /** To the developer: an approver said no. */
  denied: z.strictObject({ ...outcome, by: theirLine, reason: theirReason }),
  /** `unpaid`: everybody had said yes. */
  lapsed: z.strictObject({ ...outcome, unpaid: z.boolean() }),
  /** To the developer: everybody said yes, and the card will not do. */
  pay: z.strictObject({
    ...toDeveloper,
    /** "$50.00". */
    amount: line,
    /** Null when none is saved yet. */
    card: line.nullable(),
    /** Why the card was declined; null when its bank only wants its holder. */
    because: theirReason.nullable(),
    /** Another card is needed; otherwise the holder pays at `payUrl`. */
    needsCard: z.boolean(),
    payUrl: webUrl,
    until: line,
  }),
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
  /** To the developer: the key still waits, with a new link to it. */
  'pickup-reminder': z
    .strictObject({
      ...toDeveloper,
      pickupUrl: webUrl,
      code,
      until: line,
      /** It waits for one more day at most. */
      isLastDay: z.boolean(),
    })
    .refine((reminder) => !reminder.pickupUrl.includes(reminder.code), { path: ['pickupUrl'], error: codeApart }),
  /** To an approver: the key that you approved is in use. */
  'in-use': z.strictObject({
    ...about,
    approver: person,
    requester: z.strictObject({ name: theirLine, company: theirLine }),
    product: z.strictObject({ name: theirLine }),
    /** When it was first used; formatted. */
    since: line,
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
