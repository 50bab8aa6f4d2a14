import { z } from 'zod';
import { grantStates } from '../domain/grant';
import { retirementOf } from '../domain/grant-keys';
import type { GrantFile } from '../store/port';
import { instant, limits, standing, term } from './chain-schemas';
import { ask, credential, grantChange } from './schemas';

/** What the API answers about grants. Keys that are not named here never leave the process, whatever a record holds. */

const termsMark = z.object({ version: z.string(), hash: z.string().describe('SHA-256 of their text, hex.') });

const key = credential.extend({
  overlapMs: z.int().nullable().describe('Being replaced: how long it goes on once the new key was picked up.'),
  heldAt: instant.nullable().describe('Switched off since then, for as long as its grant is suspended.'),
  retiresAt: instant
    .nullable()
    .describe('When a key that is being replaced stops working; null while that is not known.'),
});

const event = z
  .object({
    seq: z.int(),
    at: instant,
    by: z.string(),
    because: z.string().describe('The reason, in a sentence to print as it is.'),
    kind: z.enum([
      'suspended',
      'reinstated',
      'revoked',
      'stayed',
      'renewed',
      'amended',
      'taken-back',
      'terms-changed',
      'terms-accepted',
      'left',
      'rotated',
    ]),
    cause: z.enum(['staff', 'terms', 'taken-back']).optional().describe('Of a suspension or reinstatement.'),
    requestId: z.string().optional().describe('The request of a renewal or change.'),
    until: instant.optional().describe('The end of a renewed term.'),
    terms: termsMark.optional(),
    acceptBy: instant.optional().describe('Until when changed terms are to be accepted.'),
    endsAt: instant.optional().describe('When a transition is over.'),
    credentialId: z.string().optional().describe('The key that is replaced.'),
    overlapMs: z.int().optional(),
  })
  .meta({ id: 'GrantEvent' });

const summary = z.object({
  id: z.string().describe('That of the request it came from.'),
  beganAt: instant,
  term,
  standing: z.object({
    state: z.enum(grantStates),
    because: z.string().describe('The reason, in a sentence to print as it is.'),
    since: instant,
    until: instant.describe('The end of the term.'),
    endsAt: instant.nullable().describe('When its keys stop working unless something happens; null once they have.'),
  }),
  granted: ask.describe('What is granted now: what was asked at first, with the changes that count.'),
  limits: limits.describe('The conditions that hold now.'),
  openChangeId: z.string().nullable().describe('The request for a change that nobody has settled yet.'),
});
export const grantSummary = summary.meta({ id: 'GrantSummary' });
export const grantDetail = summary
  .extend({
    keys: z.array(key).describe('Oldest first. Their secrets are shown once, to the developer only.'),
    events: z.array(event).readonly().describe('What has happened, oldest first.'),
    changes: z
      .array(z.object({ requestId: z.string(), change: grantChange, standing, askedAt: instant }))
      .describe('The requests that have changed it and count, oldest first.'),
  })
  .meta({ id: 'GrantDetail' });

/** A grant as the API's list shows it. */
export function summarizeGrant({ grant, standing: where, ask: granted, spec, openChangeId }: GrantFile) {
  const { id, beganAt, term } = grant;
  return { id, beganAt, term, standing: where, granted, limits: spec.limits, openChangeId };
}

export function detailGrant(file: GrantFile): z.input<typeof grantDetail> {
  const { grant, keys, changes } = file;
  return {
    ...summarizeGrant(file),
    keys: keys.map((each) => ({ ...each, retiresAt: retirementOf(each, keys) })),
    events: grant.events,
    changes: changes.map(({ request, standing: where }) => ({
      requestId: request.id,
      change: request.ask.change!,
      standing: where,
      askedAt: request.createdAt,
    })),
  };
}
