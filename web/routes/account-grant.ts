import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GrantFile, OrderOutcome } from '../../store/port';
import { accountGrantModel, ownOverlaps } from '../account-grant-view';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { offerBehind } from '../direct-offer';
import { formOf } from '../forms';
import { orderGrant, ownGrant } from '../grant-orders';
import { type FieldError, HttpProblem, notFound } from '../problem';
import { showChecked } from '../reply';

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** What is granted to a signed-in developer, and what they may do about it. */
export function accountGrantRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/account/grants/:id', async (request: WithId, reply) =>
    showGrant(context, request, reply, await own(context, request)),
  );

  app.post('/account/grants/:id/terms', async (request: WithId, reply) => {
    const file = await own(context, request);
    const form = formOf(request.body);
    if (form['accepted'] !== 'yes') return showGrant(context, request, reply, file, notAccepted);
    const { id, name, email } = developerOf(request);
    const by = { id, name, email };
    await tellOutcome(context, await context.store.grants.acceptTerms(file.grant.id, by, form['hash'] ?? ''));
    return reply.redirect(pageOf(file), 303);
  });

  app.post('/account/grants/:id/withdrawal', async (request: WithId, reply) => {
    const file = await own(context, request);
    await withdrawChange(context, file, formOf(request.body)['requestId'] ?? '');
    return reply.redirect(pageOf(file), 303);
  });

  app.post('/account/grants/:id/rotation', async (request: WithId, reply) => {
    const file = await own(context, request);
    const overlapDays = ownOverlaps.find((days) => String(days) === formOf(request.body)['overlapDays']);
    if (overlapDays === undefined) return showGrant(context, request, reply, file, noOverlap);
    const reason = 'The developer replaces their key.';
    await orderGrant(context, 'rotate', file.grant.id, developerOf(request), { reason, overlapDays });
    return reply.redirect(pageOf(file), 303);
  });
}

function own(context: WebContext, request: WithId): Promise<GrantFile> {
  return ownGrant(context, request.params.id, developerOf(request));
}

function pageOf({ grant }: GrantFile): string {
  return `/account/grants/${grant.id}`;
}

/** A page of yesterday does not withdraw what was asked for since. @throws HttpProblem 409 */
async function withdrawChange(context: WebContext, { openChangeId, ask }: GrantFile, requestId: string): Promise<void> {
  if (openChangeId !== requestId) {
    throw new HttpProblem(409, 'Not possible now', 'What was asked for is settled, or withdrawn already.');
  }
  const reason = 'The developer takes it back.';
  await tellOutcome(context, await context.store.requests.withdraw(requestId, ask.requester.name, reason));
}

/** @throws HttpProblem 409 when it is too late, or not what was shown. */
async function tellOutcome({ relay }: WebContext, outcome: OrderOutcome): Promise<void> {
  if (outcome.kind === 'unknown') throw notFound();
  if (outcome.kind === 'refused') throw new HttpProblem(409, 'Not possible now', outcome.refusal.because);
  await relay.tell(outcome.dispatch);
}

const notAccepted: FieldError = {
  field: 'accepted',
  problem: 'The terms are not accepted.',
  remedy: 'Read them, then tick the box.',
};

const noOverlap: FieldError = {
  field: 'overlapDays',
  problem: 'Nothing is chosen.',
  remedy: 'Choose how long your old key goes on.',
};

async function showGrant(
  context: WebContext,
  request: WithId,
  reply: FastifyReply,
  file: GrantFile,
  error: FieldError | null = null,
): Promise<FastifyReply> {
  const { store } = context;
  const [open, offer] = await Promise.all([
    file.openChangeId === null ? undefined : store.requests.file(file.openChangeId),
    offerBehind(store.directory, file.ask),
  ]);
  const model = accountGrantModel({ file, open, offer, error });
  const frame = {
    title: `${model.ask.product.name}, ${model.ask.mls}`,
    staff: null,
    developer: developerOf(request).name,
  };
  return showChecked(context, reply, error !== null, 'account-grant', frame, model);
}
