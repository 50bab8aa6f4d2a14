import { z } from 'zod';
import type { Chain } from '../domain/chain';
import { verdicts } from '../domain/decision';
import { evidenceGrades } from '../domain/evidence';
import { stepChanges } from '../domain/migration';
import { standingStates } from '../domain/standing';
import type { RequestFile } from '../store/port';
import { personStates, stepsAt, stepStates } from './chain-view';

/** Chains and where they stand, as the API answers them. Keys that are not named here never leave the process. */

export const instant = z.int().describe('Milliseconds since 1970-01-01T00:00:00Z.');
export const party = z.object({ id: z.string(), name: z.string(), email: z.string() });
export const approver = party.extend({ title: z.string() }).meta({ id: 'Approver' });

export const limits = z
  .object({
    readOnly: z.boolean(),
    ips: z.array(z.string()).readonly(),
    userAgent: z.string().nullable(),
    noReplication: z.boolean(),
    until: z.string().nullable().describe("Last day of use, YYYY-MM-DD in the MLS's zone."),
    domains: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Limits', description: 'What the key may not do. Null or empty: no limit of that kind.' });

const question = z
  .object({
    id: z.string(),
    verdict: z.enum(verdicts).describe('`ask` or `propose`.'),
    approver,
    plan: z.object({ id: z.string(), name: z.string() }).optional().describe('The plan that is proposed.'),
    reason: z.string(),
    at: instant,
  })
  .meta({ id: 'Question', description: 'Asked of the developer; the clock of its step stands still.' });

export const standing = z
  .object({
    state: z.enum(standingStates),
    because: z.string().describe('The reason, in a sentence to print as it is.'),
    open: z
      .array(
        z.object({
          stepId: z.string(),
          waitingOn: z.array(approver).readonly(),
          question: question.nullable(),
          because: z.string(),
        }),
      )
      .readonly()
      .optional()
      .describe('The steps that are asked now; only while it is pending.'),
    stepId: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Standing' });

const stepRule = z.object({
  id: z.string(),
  title: z.string(),
  after: z.array(z.string()).readonly().describe('Steps that must be passed before this one is asked. Empty: at once.'),
  alternates: z.array(approver).readonly(),
  quorum: z
    .union([z.enum(['any', 'all']), z.object({ count: z.int() }), z.object({ percent: z.number() })])
    .describe('Approvals it needs of those who are asked.'),
  denials: z.int().describe('Denials that end the request.'),
  accepts: z.array(z.enum(evidenceGrades)).readonly(),
  clock: z
    .object({
      remind: z.array(z.number()).readonly(),
      escalate: z.number().nullable(),
      callStaff: z.number().nullable(),
      lapse: z.number(),
    })
    .describe('Business days of the MLS, counted from the day the step was opened.'),
  exempt: z.object({ kind: z.enum(['not-needed', 'satisfied']), because: z.string() }).nullable(),
});

export const drawnStep = stepRule.extend({ approvers: z.array(approver).readonly() }).meta({ id: 'DrawnStep' });

export const term = z.object({
  months: z.int(),
  noticeDays: z.int().describe('Days before its end on which the developer is told that it is to be renewed.'),
  graceDays: z.int().describe('Days for which the key goes on after a term that nobody has renewed.'),
});

const lasting = term.optional().describe('How long what it approves lasts. Left out: as usual, 12 months.');

/** A chain that was drawn up for one request, and that nobody was asked by. */
export const drawnChain = z
  .object({
    version: z.int(),
    steps: z.array(drawnStep).readonly(),
    informed: z.array(approver).readonly(),
    barred: z.array(z.string()).readonly().describe('Mailboxes that may not decide.'),
    stopMinutes: z.number().describe('Minutes between the last approval and the key.'),
    term: lasting,
  })
  .meta({ id: 'DrawnChain' });

const step = stepRule
  .extend({
    state: z.enum(stepStates),
    openedAt: instant.nullable(),
    lapseAt: instant.nullable(),
    approvers: z
      .array(
        approver.extend({
          state: z.enum(personStates),
          verdict: z.enum(verdicts).nullable(),
          reason: z.string().nullable(),
          decidedAt: instant.nullable(),
          conditions: limits.nullable().describe('What an approval allows only.'),
        }),
      )
      .describe('Who holds a place, and who held it before.'),
  })
  .meta({ id: 'Step' });

export const chain = z.object({
  version: z.int(),
  steps: z.array(step),
  informed: z.array(approver).readonly(),
  stopMinutes: z.number(),
  term: lasting,
});

const lineDifference = z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() });

export const migration = z
  .object({
    from: z.int(),
    to: z.int(),
    isSame: z.boolean(),
    steps: z
      .array(
        z.object({
          stepId: z.string(),
          title: z.string(),
          change: z.enum(stepChanges),
          lines: z.array(lineDifference).readonly(),
        }),
      )
      .readonly(),
    rest: z.array(lineDifference).readonly().describe('What changes beside the steps.'),
    lost: z
      .array(z.object({ id: z.string(), stepId: z.string(), approver, verdict: z.enum(verdicts), at: instant }))
      .readonly()
      .describe('Decisions that count now and would not any more.'),
    asked: z
      .array(z.object({ stepId: z.string(), title: z.string(), approver }))
      .readonly()
      .describe('Whom it would ask who is not asked now.'),
    before: standing,
    after: standing,
  })
  .meta({ id: 'Migration' });

/** The chain of a request with where each of its steps and people stand. */
export function chainOf(file: RequestFile): z.input<typeof chain> {
  const { version, informed, stopMinutes, term: lasts }: Chain = file.chain;
  return {
    version,
    informed,
    stopMinutes,
    term: lasts,
    steps: stepsAt(file).map(({ step: rule, people, state, openedAt, lapseAt }) => ({
      ...rule,
      state,
      openedAt,
      lapseAt,
      approvers: people.map(({ approver: person, state: personState, decision, at }) => ({
        ...person,
        state: personState,
        verdict: decision?.verdict ?? null,
        reason: decision?.reason ?? null,
        decidedAt: at,
        conditions: decision?.verdict === 'approve' ? decision.limits : null,
      })),
    })),
  };
}
