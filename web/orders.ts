import { z } from 'zod';
import { isInForce } from '../domain/grant';
import type { Party } from '../domain/party';
import type { OrderOutcome, Store } from '../store/port';
import { isPlainText } from './bodies';
import type { WebContext } from './deps';
import { migrationFor } from './migration';
import { HttpProblem, notFound } from './problem';

const text = (most: number) =>
  z.string().trim().min(1).max(most).refine(isPlainText, 'must not hold control characters');
export const reason = text(500).describe('Why; it is kept with the request, and the developer may read it.');
const optionalReason = z.string().trim().max(500).refine(isPlainText, 'must not hold control characters').default('');
const stepId = text(100).describe('A step of the chain that is asked now.');
const person = text(100);
const mailId = text(100).optional().describe('A received mail that lies with the request.');

/** Something staff can do with a request, in console and API alike. */
interface OrderKind<B extends z.ZodType = z.ZodType> {
  /** Its address under the request. */
  readonly path: string;
  readonly summary: string;
  readonly body: B;
  /** Judged and recorded; nobody is told yet. `asked`: it needs a second staff member. @throws HttpProblem */
  record(store: Store, requestId: string, by: Party, body: z.output<B>): Promise<OrderOutcome | { kind: 'asked' }>;
}

const kind = <B extends z.ZodType>(order: OrderKind<B>): OrderKind<B> => order;
const reasonOnly = z.strictObject({ reason }).meta({ id: 'Reason' });

/** A registration is decided at one step, by the operator's desk: whoever of the staff is signed in sits there. */
const deskSeat = { stepId: 'review', approverId: 'review-desk' } as const;

export const orders = {
  review: kind({
    path: 'review',
    summary: 'Review a registration: activate the developer, or reject them with a reason',
    body: z
      .discriminatedUnion('verdict', [
        z.strictObject({ verdict: z.literal('approve'), reason: optionalReason }),
        z.strictObject({ verdict: z.literal('deny'), reason }),
      ])
      .meta({ id: 'Review' }),
    record: (store, id, by, body) => review(store, id, by, body),
  }),
  withdraw: kind({
    path: 'withdrawal',
    summary: 'Take the request back',
    body: reasonOnly,
    record: ({ requests }, id, by, body) => requests.withdraw(id, by.name, body.reason),
  }),
  reissue: kind({
    path: 'credential',
    summary: 'Disable the key and issue a new one in its place',
    body: reasonOnly,
    record: (store, id, by, body) => orderKey(store, id, 'reissue', by.name, body.reason),
  }),
  disable: kind({
    path: 'credential/disablement',
    summary: 'Disable the key',
    body: reasonOnly,
    record: (store, id, by, body) => orderKey(store, id, 'disable', by.name, body.reason),
  }),
  recordKey: kind({
    path: 'credential/record',
    summary: 'Record the key that you made by hand, where nothing here makes such keys',
    body: reasonOnly,
    record: ({ credentials }, id, by, body) => credentials.recordByStaff(id, by.name, body.reason),
  }),
  reassign: kind({
    path: 'reassignment',
    summary: "Give a silent approver's place at a step to somebody else of the MLS's register",
    body: z.strictObject({ stepId, fromId: person, toId: person, reason }).meta({ id: 'Reassignment' }),
    record: (store, id, by, body) => store.orders.reassign(id, { ...body, by: by.name }),
  }),
  resend: kind({
    path: 'letter',
    summary: 'Send a new mail, with a new link, to somebody whose answer is missing',
    body: z.strictObject({ stepId, approverId: person, reason, mailId }).meta({ id: 'Resend' }),
    record: (store, id, by, body) => store.orders.resend(id, { ...body, by: by.name }),
  }),
  extend: kind({
    path: 'extension',
    summary: 'Give a step more time, once: its clock starts anew',
    body: z.strictObject({ stepId, reason }).meta({ id: 'Extension' }),
    record: (store, id, by, body) => store.orders.extend(id, { ...body, by: by.name }),
  }),
  override: kind({
    path: 'override',
    summary: 'Vouch that a step is met; it counts when a second staff member confirms',
    body: z.strictObject({ stepId, reason, mailId }).meta({ id: 'Override' }),
    record: (store, id, by, body) => store.orders.askOverride(id, { ...body, by: partyOf(by) }),
  }),
  confirmOverride: kind({
    path: 'override/confirmation',
    summary: "Confirm another staff member's override; the step is passed",
    body: z.strictObject({ overrideId: text(100) }).meta({ id: 'OverrideConfirmation' }),
    record: (store, id, by, { overrideId }) => store.orders.confirmOverride(id, overrideId, partyOf(by)),
  }),
  migrate: kind({
    path: 'migration',
    summary: "Put the MLS's present chain in place of the one the request was started with",
    body: z
      .strictObject({ chainVersion: z.int().describe('The version that was shown.'), reason })
      .meta({ id: 'MigrationOrder' }),
    record: (store, id, by, body) => migrate(store, id, body.chainVersion, by.name, body.reason),
  }),
};
export type OrderName = keyof typeof orders;
export const orderNames = Object.keys(orders) as OrderName[];

/** The same table for those who do not know beforehand which order it is. */
export const anyOrder: Readonly<Record<OrderName, OrderKind>> = orders;

/**
 * Records what staff want done with a request and tells its workflow. `asked`: a second staff member must confirm first.
 * @throws HttpProblem 404 when there is no such request, 409 when it may not be done now.
 */
export async function carryOut(
  { store, relay }: Pick<WebContext, 'store' | 'relay'>,
  name: OrderName,
  requestId: string,
  by: Party,
  body: unknown,
): Promise<'recorded' | 'asked'> {
  const outcome = await anyOrder[name].record(store, requestId, by, body);
  switch (outcome.kind) {
    case 'recorded':
      await relay.tell(outcome.dispatch);
      return 'recorded';
    case 'asked':
      return 'asked';
    case 'refused': {
      const { code, because } = outcome.refusal;
      throw new HttpProblem(409, code === 'request-closed' ? 'Too late' : 'Not possible now', because);
    }
    case 'unknown':
      throw notFound();
  }
}

/** Sessions know more of a person than the records keep. */
/** Without what the records add to a person. */
export function partyOf({ id, name, email }: Party): Party {
  return { id, name, email };
}

async function review(
  { decisions, requests }: Store,
  requestId: string,
  by: Party,
  { verdict, reason: why }: { readonly verdict: 'approve' | 'deny'; readonly reason: string },
): Promise<OrderOutcome> {
  const file = await requests.file(requestId);
  if (file && file.request.ask.kind !== 'registration') {
    throw new HttpProblem(409, 'No registration', 'Only the people of the MLS decide about this request.');
  }
  const act = { verdict };
  const outcome = await decisions.decideSignedIn({ requestId, ...deskSeat, act, reason: why, by: partyOf(by) });
  return outcome ?? { kind: 'unknown' };
}

async function orderKey(
  { requests, credentials, grants }: Store,
  requestId: string,
  type: 'reissue' | 'disable',
  by: string,
  why: string,
): Promise<OrderOutcome> {
  const file = await requests.file(requestId);
  if (!file) return { kind: 'unknown' };
  if (type === 'reissue' && file.credential?.issuer === 'by-hand') {
    const maker = file.credential.madeBy ?? 'somebody else';
    throw new HttpProblem(409, 'Not made here', `The key was made by ${maker}, who alone can make another.`);
  }
  const granted = type === 'reissue' ? await grants.file(requestId) : undefined;
  if (granted && !isInForce(granted.standing)) {
    const { state, because } = granted.standing;
    throw new HttpProblem(409, 'Not in force', `What was granted is ${state}, so it gets no new key. ${because}`);
  }
  const dispatch = await credentials.request(requestId, { type, by, reason: why });
  if (!dispatch) throw new HttpProblem(409, 'No key to change', 'This request has no key that works.');
  return { kind: 'recorded', dispatch };
}

async function migrate(
  store: Store,
  requestId: string,
  chainVersion: number,
  by: string,
  why: string,
): Promise<OrderOutcome> {
  const file = await store.requests.file(requestId);
  if (!file) return { kind: 'unknown' };
  const seen = await migrationFor(store, file);
  if (seen.kind === 'faulty') {
    throw new HttpProblem(409, 'No chain to move to', 'The chain cannot be drawn up now.', seen.errors);
  }
  if (seen.chain.version !== chainVersion) {
    const newest = `The MLS's chain is at version ${seen.chain.version} by now. Look at the difference again.`;
    throw new HttpProblem(409, 'A newer chain is there', newest);
  }
  if (seen.migration.isSame) {
    throw new HttpProblem(409, 'Nothing to change', 'The request has the present chain already.');
  }
  return store.requests.migrate(requestId, seen.chain, by, why);
}
