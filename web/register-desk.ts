import { z } from 'zod';
import { authorizationRoles, type EntryFacts, factsOf } from '../domain/authorization';
import type { Party } from '../domain/party';
import { dataRoles } from '../domain/plan';
import type { Proposal, RegisterChange } from '../domain/register-change';
import { plainAddress } from '../mail/address';
import type { RegisterFile, RegisterOutcome } from '../store/port';
import { isPlainText } from './bodies';
import type { WebContext } from './deps';
import { addressError } from './new-developer';
import { partyOf } from './orders';
import { type FieldError, HttpProblem, notFound } from './problem';

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine((text) => isPlainText(text) && !/[\t\r\n]/.test(text), 'must be one line of text');
const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,59}$/,
    'must be lower case letters, digits, dots, hyphens and underscores, at most 60',
  );
const day = z.iso.date('must be a day, YYYY-MM-DD').nullable();
const reason = line(500).describe('Why; it stands in the log, and those who decide read it.');

const facts = {
  name: line(200).min(1, 'is missing'),
  email: line(254).describe('The exact mailbox.'),
  title: line(100).min(1, 'is missing').describe('"Broker of record".'),
  role: z.enum(authorizationRoles),
  dataRoles: z.array(z.enum(dataRoles)).min(1).nullable().describe('null: any.'),
  planIds: z.array(id).min(1).max(100).nullable().describe('null: any.'),
  backupId: id.nullable().describe('Who is asked when this one no longer may be.'),
  validFrom: day.describe('First day, in the time zone of the MLS. null: at once.'),
  validTo: day.describe('Last day. null: until further notice.'),
  source: line(300).describe('Where the authority comes from: "Letter of the board of 3 May".'),
};
const { name, email, title, role, source, ...scope } = facts;

/** What the API takes and the console's form turns into. Unknown keys are refused. */
export const proposalBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('add'),
      approverId: id.describe('An id that is free; it names the person for good.'),
      name,
      email,
      title,
      role,
      source,
      ...z.object(scope).partial().shape,
      reason,
    }),
    z.strictObject({
      kind: z.literal('change'),
      approverId: id,
      ...z.object(facts).partial().shape,
      reason,
    }),
    z.strictObject({ kind: z.literal('remove'), approverId: id, reason }),
  ])
  .meta({ id: 'RegisterProposal', description: 'Of a change, what is left out stays as it is.' });
export type ProposalBody = z.output<typeof proposalBody>;

/** @throws HttpProblem 404 when there is no such MLS. */
export async function registerFile({ store }: Pick<WebContext, 'store'>, mlsId: string): Promise<RegisterFile> {
  const file = await store.register.file(mlsId);
  if (!file) throw notFound();
  return file;
}

/** Proposes the change, or says what to mend. @throws HttpProblem 404 when there is no such MLS. */
export async function propose(
  context: WebContext,
  mlsId: string,
  body: ProposalBody,
  by: Party,
): Promise<{ readonly change: RegisterChange } | { readonly errors: readonly FieldError[] }> {
  const file = await registerFile(context, mlsId);
  const after = factsIn(file, body);
  const errors = after ? await factErrors(context, mlsId, after) : [];
  if (errors.length > 0) return { errors };
  const { kind, approverId, reason: why } = body;
  const proposal: Proposal = { kind, approverId, after, reason: why };
  const outcome = await context.store.register.propose(mlsId, proposal, partyOf(by));
  if (outcome.kind === 'unknown') throw notFound();
  if (outcome.kind === 'recorded') return { change: outcome.change };
  const { field, because, remedy } = outcome.refusal;
  return { errors: [{ field, problem: because, remedy }] };
}

/** The second yes. @throws HttpProblem 404, or 409 with why not. */
export async function confirm(
  context: WebContext,
  mlsId: string,
  changeId: string,
  by: Party,
): Promise<RegisterChange> {
  return settled(context, await context.store.register.confirm(mlsId, changeId, partyOf(by)), 'Not confirmed');
}

/** @throws HttpProblem 404, or 409 with why not. */
export async function cancel(
  context: WebContext,
  mlsId: string,
  changeId: string,
  by: Party,
  why: string,
): Promise<RegisterChange> {
  return settled(context, await context.store.register.cancel(mlsId, changeId, partyOf(by), why), 'Not cancelled');
}

async function settled({ relay }: WebContext, outcome: RegisterOutcome, undone: string): Promise<RegisterChange> {
  if (outcome.kind === 'unknown') throw notFound();
  if (outcome.kind === 'refused') {
    const { field, because, remedy } = outcome.refusal;
    throw new HttpProblem(409, undone, because, [{ field, problem: because, remedy }]);
  }
  if (outcome.dispatch) await relay.tell(outcome.dispatch);
  return outcome.change;
}

/** What the entry would say; null for a removal. */
function factsIn({ register }: RegisterFile, body: ProposalBody): EntryFacts | null {
  if (body.kind === 'remove') return null;
  const { kind, approverId, reason: _, ...given } = body;
  const unlimited = { dataRoles: null, planIds: null, backupId: null, validFrom: null, validTo: null };
  const entry = register.entries.find((each) => each.id === approverId);
  const empty = { name: '', email: '', title: '', role: 'staff', source: '', ...unlimited } as const;
  const before: EntryFacts = kind === 'change' && entry ? factsOf(entry) : empty;
  const written = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const after: EntryFacts = { ...before, ...written };
  return { ...after, email: plainAddress.safeParse(after.email).data ?? after.email };
}

async function factErrors({ store }: WebContext, mlsId: string, after: EntryFacts): Promise<readonly FieldError[]> {
  const plans = (await store.directory.offersOf(mlsId)).map(({ plan }) => plan.id);
  const stray = after.planIds?.find((each) => !plans.includes(each));
  const remedy = plans.length > 0 ? `Use of: ${plans.join(', ')}.` : 'Leave it empty: this MLS offers no plans.';
  return [
    ...(plainAddress.safeParse(after.email).success ? [] : [addressError]),
    ...(stray === undefined ? [] : [{ field: 'planIds', problem: `The MLS has no plan "${stray}".`, remedy }]),
  ];
}
