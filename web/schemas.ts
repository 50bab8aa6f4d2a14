import { z } from 'zod';
import { issuerNames } from '../domain/credential';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import { requestKinds } from '../domain/request';
import { type StatementField, statementFields, statementLabels } from '../domain/statement';
import type { Unreachable } from '../domain/unreachable';
import type { Letter, RequestFile, Task, Vouching } from '../store/port';
import { chain, chainOf, instant, limits, party, standing } from './chain-schemas';

/** What the API answers. Keys that are not named here never leave the process, whatever a record holds. */

const keyHolder = z.object({ kind: z.enum(keyHolderKinds), flexmlsUser: z.string().nullable() });

/** Only of a request by which an MLS is asked directly. */
const statement = z.object(
  Object.fromEntries(statementFields.map((field) => [field, z.string().describe(statementLabels[field])])) as Record<
    StatementField,
    z.ZodString
  >,
);

/** Only of a request by which what was granted is renewed or changed. */
export const grantChange = z
  .object({
    kind: z.enum(['renewal', 'amendment']),
    grantId: z.string().describe('See GET /grants/{id}.'),
    approvedAt: instant.describe('When the grant was approved first.'),
    until: instant.nullable().describe("The end of a renewal's new term."),
    differences: z
      .array(z.object({ what: z.string(), before: z.string(), after: z.string() }))
      .readonly()
      .describe('Only what differs from what is granted.'),
  })
  .meta({ id: 'Change' });

export const ask = z
  .object({
    kind: z.enum(requestKinds),
    mls: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
    plan: z
      .object({ id: z.string().nullable(), name: z.string(), role: z.enum(dataRoles), keyKind: z.enum(keyKinds) })
      .describe('Without an id no data plan is behind it: the MLS is asked directly.'),
    keyHolder,
    requester: party.extend({ company: z.string() }),
    product: z.object({ name: z.string(), url: z.string().nullable() }),
    use: z.string(),
    termsVersion: z.string(),
    termsHash: z.string().describe('SHA-256 of the terms that were accepted, hex.'),
    statement: statement.optional(),
    change: grantChange.optional(),
    price: z
      .object({ minor: z.int(), currency: z.string() })
      .describe('A month, in minor units (cents), as it was shown and accepted.'),
  })
  .meta({ id: 'Ask' });

export const credential = z
  .object({
    id: z.string(),
    generation: z.int(),
    issuer: z.enum(issuerNames).describe('by-hand: only recorded here; there is nothing to pick up.'),
    madeBy: z.string().nullable().describe('Who says that they made it, for a key made by hand.'),
    keyId: z.string(),
    clientId: z.string().nullable().describe('By what name an OpenID Connect client signs in beside its secret.'),
    spec: z.object({
      environment: z.enum(['demo', 'live']).describe('A demo key reads example data only.'),
      kind: z.enum(keyKinds),
      role: z.enum(dataRoles),
      mlsId: z.string(),
      keyHolder,
      name: z.string(),
      limits,
    }),
    issuedAt: instant,
    pickUpUntil: instant,
    pickedUpAt: instant.nullable(),
    firstUsedAt: instant.nullable().describe('Null: not yet, or nobody here would notice.'),
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

export const task = z
  .object({
    id: z.string(),
    requestId: z.string(),
    stepId: z.string().nullable(),
    note: z.string(),
    openedAt: instant,
    closedAt: instant.nullable(),
    closedBy: z.string().nullable(),
  })
  .meta({ id: 'Task', description: 'Something only staff can get going again.' });

const summary = z.object({
  request: z.object({
    id: z.string(),
    ask,
    digest: z.string(),
    revision: z.int().describe('Counts from 1: each change of what is asked, or of the chain.'),
    startedBy: party,
    createdAt: instant,
  }),
  standing,
  chain,
  credential: credential.nullable(),
});
export const requestSummary = summary.meta({ id: 'RequestSummary' });
export const requestDetail = summary
  .extend({
    letters: z.array(letter).readonly(),
    overrides: z
      .array(
        z.object({
          id: z.string(),
          stepId: z.string(),
          by: party,
          reason: z.string(),
          mailId: z.string().nullable().describe('The mail that is its evidence.'),
          at: instant,
        }),
      )
      .readonly()
      .describe('Those that wait for a second staff member.'),
    tasks: z.array(task).readonly(),
    unreachable: z
      .array(
        z.object({
          stepId: z.string(),
          approverId: z.string(),
          kind: z.enum(['away', 'undeliverable']),
          returns: z.string().optional().describe('First day back, YYYY-MM-DD, for `away`.'),
          because: z.string(),
          mailId: z.string(),
          at: instant,
        }),
      )
      .readonly()
      .describe('What received mails said about people who are asked; it decides nothing.'),
  })
  .meta({ id: 'RequestDetail' });

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

/** A request as the API shows it. */
export function summarize(file: RequestFile): z.input<typeof requestSummary> {
  const { request, standing: where, credential: key } = file;
  return { request, standing: where, chain: chainOf(file), credential: key };
}

export function detail(
  file: RequestFile,
  letters: readonly Letter[],
  overrides: readonly Vouching[],
  tasks: readonly Task[],
  unreachable: readonly Unreachable[],
): z.input<typeof requestDetail> {
  return { ...summarize(file), letters, overrides, tasks, unreachable };
}
