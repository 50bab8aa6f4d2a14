import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GrantFile } from '../../store/port';
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
    await acceptTerms(context, request, form['hash'] ?? '');
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

/** @throws HttpProblem 409 when other terms are to be accepted than those that were shown, or none. */
async function acceptTerms({ store, relay }: WebContext, request: WithId, hash: string): Promise<void> {
  const { id, name, email } = developerOf(request);
  const outcome = await store.grants.acceptTerms(request.params.id, { id, name, email }, hash);
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
