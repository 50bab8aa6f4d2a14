import { z } from 'zod';
import { quorums } from '../domain/chain';
import { verdicts } from '../domain/decision';
import { evidenceGrades } from '../domain/evidence';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import type { Letter, RequestFile } from '../store/port';
import { isPlainText } from './bodies';
import { personStates, stepsAt, stepStates } from './chain-view';

/** What the API answers. Keys that are not named here never leave the process, whatever a record holds. */

const instant = z.int().describe('Milliseconds since 1970-01-01T00:00:00Z.');
const party = z.object({ id: z.string(), name: z.string(), email: z.string() });
const approver = party.extend({ title: z.string() });
const keyHolder = z.object({ kind: z.enum(keyHolderKinds), flexmlsUser: z.string().nullable() });

const ask = z
  .object({
    kind: z.literal('purchase-with-approval'),
    mls: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
    plan: z.object({ id: z.string(), name: z.string(), role: z.enum(dataRoles), keyKind: z.enum(keyKinds) }),
    keyHolder,
    requester: party.extend({ company: z.string() }),
    product: z.object({ name: z.string(), url: z.string().nullable() }),
    use: z.string(),
    termsVersion: z.string(),
  })
  .meta({ id: 'Ask' });

const standing = z
  .object({
    state: z.enum(['pending', 'approved', 'denied', 'lapsed', 'withdrawn']),
    because: z.string().describe('The reason, in a sentence to print as it is.'),
    stepId: z.string().optional(),
    waitingOn: z.array(approver).readonly().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Standing' });

const step = z
  .object({
    id: z.string(),
    title: z.string(),
    quorum: z.enum(quorums),
    accepts: z.array(z.enum(evidenceGrades)).readonly(),
    state: z.enum(stepStates),
    openedAt: instant.nullable(),
    lapseAt: instant.nullable(),
    approvers: z.array(
      approver.extend({
        state: z.enum(personStates),
        verdict: z.enum(verdicts).nullable(),
        reason: z.string().nullable(),
        decidedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'Step' });

const credential = z
  .object({
    id: z.string(),
    generation: z.int(),
    keyId: z.string(),
    spec: z.object({
      kind: z.enum(keyKinds),
      role: z.enum(dataRoles),
      mlsId: z.string(),
      keyHolder,
      name: z.string(),
    }),
    issuedAt: instant,
    pickUpUntil: instant,
    pickedUpAt: instant.nullable(),
    disabledAt: instant.nullable(),
    disabledBecause: z.string().nullable(),
  })
  .meta({ id: 'Credential', description: 'A key by reference. Its secret is shown once, to the developer only.' });

const letter = z
  .object({
    id: z.string(),
    template: z.string(),
    recipient: z.object({ name: z.string(), email: z.string() }),
    subject: z.string(),
    messageId: z.string(),
    createdAt: instant,
    sentAt: instant.nullable(),
    smtpResponse: z.string().nullable(),
    refusedAt: instant.nullable(),
    refusal: z.string().nullable(),
  })
  .meta({ id: 'Letter' });

const summary = z.object({
  request: z.object({ id: z.string(), ask, digest: z.string(), startedBy: party, createdAt: instant }),
  standing,
  chain: z.object({ version: z.int(), steps: z.array(step) }),
  credential: credential.nullable(),
});
export const requestSummary = summary.meta({ id: 'RequestSummary' });
export const requestDetail = summary.extend({ letters: z.array(letter).readonly() }).meta({ id: 'RequestDetail' });

export const auditEvent = z
  .object({
    requestId: z.string(),
    seq: z.int(),
    at: instant,
    kind: z.string(),
    actor: z.string(),
    note: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEvent' });

export const mls = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    timeZone: z.string(),
    closedDays: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Mls' });

export const plan = z
  .object({
    id: z.string(),
    mlsId: z.string(),
    name: z.string(),
    description: z.string(),
    role: z.enum(dataRoles),
    keyKind: z.enum(keyKinds),
    keyHolders: z.array(z.enum(keyHolderKinds)).readonly(),
    priceMinor: z.int(),
    currency: z.string(),
    termsVersion: z.string(),
    terms: z.string(),
  })
  .meta({ id: 'Plan' });

export const developer = party.extend({ company: z.string() }).meta({ id: 'Developer' });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), problem: z.string(), remedy: z.string() })),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with every wrong field and how to mend it.' });

export const reasonBody = z
  .strictObject({ reason: z.string().trim().min(1).max(500).refine(isPlainText, 'must not hold control characters') })
  .meta({ id: 'Reason' });

/** A request as the API shows it. */
export function summarize(file: RequestFile): z.input<typeof requestSummary> {
  const { request, standing: where, chain, credential: key } = file;
  return {
    request,
    standing: where,
    chain: {
      version: chain.version,
      steps: stepsAt(file).map(({ step: { id, title, quorum, accepts }, people, ...rest }) => ({
        id,
        title,
        quorum,
        accepts,
        state: rest.state,
        openedAt: rest.openedAt,
        lapseAt: rest.lapseAt,
        approvers: people.map(({ approver: person, state, decision }) => ({
          ...person,
          state,
          verdict: decision?.verdict ?? null,
          reason: decision?.reason ?? null,
          decidedAt: decision?.at ?? null,
        })),
      })),
    },
    credential: key,
  };
}

export function detail(file: RequestFile, letters: readonly Letter[]): z.input<typeof requestDetail> {
  return { ...summarize(file), letters };
}
