import { z } from 'zod';
import { dueKinds, verdicts } from '../domain/decision';
import { evidenceGrades } from '../domain/evidence';
import { bundleFormat } from '../domain/evidence-bundle';
import { mailVerdicts } from '../domain/received-mail';
import { approver, drawnChain, instant, limits, party, standing } from './chain-schemas';
import { covering } from './checkpoint-schemas';
import { ask, auditEvent } from './schemas';

/**
 * The evidence of a request as the API answers it. Hashes are taken over what stands here, so no key of an ask, a chain, a fact or an
 * event may be missing.
 */

const sha256 = z.string().describe('SHA-256, hex.');

const decision = z.object({
  id: z.string(),
  requestId: z.string(),
  stepId: z.string(),
  approver,
  verdict: z.enum(verdicts),
  limits: limits.optional(),
  to: approver.optional(),
  plan: z.object({ id: z.string(), name: z.string() }).optional(),
  of: z.string().optional().describe('The act that is disowned.'),
  reason: z.string(),
  grade: z.enum(evidenceGrades),
  digest: sha256,
  evidenceId: z.string(),
  at: instant,
});

const opening = z.object({
  stepId: z.string(),
  digest: sha256,
  at: instant,
  because: z.enum(['opened', 'asked-back', 'answered', 'reminded-late', 'extended']),
  dues: z.array(z.object({ at: instant, kind: z.enum(dueKinds) })).readonly(),
});

const answer = z.object({
  id: z.string(),
  questionId: z.string(),
  by: z.string(),
  text: z.string(),
  attachments: z.array(z.object({ id: z.string(), name: z.string(), size: z.int(), sha256 })).readonly(),
  at: instant,
});

const seating = z.object({
  id: z.string(),
  stepId: z.string(),
  from: z.string(),
  to: approver,
  kind: z.enum(['reassigned', 'away', 'escalated']),
  by: z.string(),
  reason: z.string(),
  at: instant,
});

const override = z.object({
  id: z.string(),
  stepId: z.string(),
  digest: sha256,
  by: party,
  confirmedBy: party,
  reason: z.string(),
  evidenceId: z.string(),
  at: instant,
});

const facts = z.object({
  digest: sha256,
  openings: z.array(opening).readonly(),
  decisions: z.array(decision).readonly(),
  answers: z.array(answer).readonly(),
  seatings: z.array(seating).readonly(),
  overrides: z.array(override).readonly(),
  lapse: z.object({ stepId: z.string(), at: instant }).nullable(),
  withdrawal: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
});

const mail = z.object({
  id: sha256.describe('SHA-256 of its bytes, hex.'),
  receivedAt: instant,
  envelope: z.object({
    ip: z.string().nullable(),
    helo: z.string().nullable(),
    sender: z.string().nullable(),
    recipients: z.array(z.string()).readonly(),
  }),
  judgement: z
    .object({
      verdict: z.enum(mailVerdicts),
      rule: z.string(),
      reason: z.string(),
      from: z.string().nullable(),
      machine: z.string().nullable(),
      command: z.enum(['approve', 'deny']).nullable(),
      commandReason: z.string(),
      messageId: z.string().nullable(),
      date: instant.nullable(),
      signedBy: z.string().nullable(),
      dnsAnswers: z.record(z.string(), z.unknown()).describe('What DNS said on that day.'),
    })
    .nullable(),
  raw: z.string().describe('Its bytes as they came, base64.'),
});

export const evidenceBundle = z
  .object({
    format: z.literal(bundleFormat),
    at: instant.describe('The moment that `standing` speaks of.'),
    request: z.object({
      id: z.string(),
      ask,
      digest: sha256,
      revision: z.int(),
      startedBy: party,
      createdAt: instant,
    }),
    earlier: z
      .array(z.object({ ask, digest: sha256, chain: drawnChain }))
      .readonly()
      .describe('What was asked before it was changed, oldest first.'),
    chain: drawnChain,
    facts,
    standing,
    evidence: z
      .array(
        z.object({
          id: z.string(),
          grade: z.enum(evidenceGrades),
          detail: z.record(z.string(), z.unknown()),
          at: instant,
        }),
      )
      .readonly(),
    audit: z.array(auditEvent.extend({ previousHash: sha256, hash: sha256 })).readonly(),
    mails: z.array(mail).readonly(),
    checkpoint: covering.nullish().describe('The newest checkpoint that covers the request.'),
  })
  .meta({ id: 'EvidenceBundle', description: 'To be checked by `countersign evidence verify`, without this service.' });
