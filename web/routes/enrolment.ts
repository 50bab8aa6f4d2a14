import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../../store/port';
import { requireActivated } from '../activated';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { enrolledModel, type Sent, sentOf, sentPath } from '../enrolled-view';
import { type Enrolment, obstacleFor, takeInAll } from '../enrolment';
import { draftOf, isDraftId, plansOf } from '../enrolment-form';
import { enrolmentModel } from '../enrolment-view';
import { formOf } from '../forms';
import { mlsOffer } from '../intake';
import { HttpProblem, notFound } from '../problem';
import { show, showChecked, tell } from '../reply';

type Query = Readonly<Record<string, string | undefined>>;
type WithId = FastifyRequest<{ Params: { id: string }; Querystring: Query }>;

const mostDrafts = 50;
/** Of other MLSs, each time. */
const mostFound = 20;

/** A developer takes up a data plan, of one MLS or of several. In a scope of its own, which needs a signed-in developer. */
export function enrolmentRoutes(scope: FastifyInstance, context: WebContext): void {
  const { store } = context;

  requireActivated(scope, context);

  // Nothing is stored by looking: the draft is there from the first time that the form is sent.
  scope.get('/enrolments/new', async (request: FastifyRequest<{ Querystring: Query }>, reply) => {
    const developer = developerOf(request);
    const form = { plan: request.query['plan'] ?? '' };
    const others = await store.drafts.list(developer.id);
    const other = others.find((draft) => draft.form['plan'] === form.plan);
    return showForm(context, reply, { developer, id: randomUUID(), form, other });
  });

  scope.get('/enrolments/sent', async (request: FastifyRequest<{ Querystring: Query }>, reply) => {
    const developer = developerOf(request);
    const model = await enrolledModel(store, developer, sentOf(request.query));
    if (model.started.length + model.refused.length === 0) throw notFound();
    const frame = { title: 'Your application', staff: null, developer: developer.name };
    return show(context, reply, 200, 'enrolled', frame, model);
  });

  scope.get('/enrolments/:id', async (request: WithId, reply) => {
    const developer = developerOf(request);
    const draft = await store.drafts.find(developer.id, request.params.id);
    if (!draft) throw notFound();
    const saved = request.query['saved'] === undefined ? '' : 'Your draft is saved.';
    return showForm(context, reply, { developer, id: draft.id, form: draft.form, saved });
  });

  scope.post('/enrolments/:id', async (request: WithId, reply) => {
    const developer = developerOf(request);
    const { id } = request.params;
    const form = formOf(request.body);
    if (form['act'] === 'discard') {
      await store.drafts.remove(developer.id, id);
      return reply.redirect('/datamart', 303);
    }
    await saveDraft(context, developer, id, form);
    if (form['act'] === 'card') return reply.redirect(`/account/card?draft=${id}`, 303);
    if (form['act'] !== 'purchase') {
      const part = form['act'] === 'find' ? '#others' : '';
      return reply.redirect(`/enrolments/${id}?saved=yes${part}`, 303);
    }
    return purchase(context, reply, developer, id, form);
  });
}

/** Nothing that was typed is lost, whatever comes after. @throws HttpProblem 404 for somebody else's draft, 409 when there are too many. */
async function saveDraft({ store }: WebContext, developer: Account, id: string, form: Form): Promise<void> {
  if (!isDraftId(id)) throw notFound();
  if (!(await store.drafts.find(developer.id, id))) {
    if (!(await mlsOffer(store.directory, form['plan'] ?? ''))) throw notFound();
    if ((await store.drafts.list(developer.id)).length >= mostDrafts) {
      throw new HttpProblem(409, 'Too many drafts', `You have ${mostDrafts} drafts. Send or discard one first.`);
    }
  }
  await store.drafts.save({ id, developerId: developer.id, form: draftOf(form) });
  // Saving leaves somebody else's draft as it is.
  if (!(await store.drafts.find(developer.id, id))) throw notFound();
}

/** Starts every request that can be started, once nothing is left for the developer to mend. */
async function purchase(
  context: WebContext,
  reply: FastifyReply,
  developer: Account,
  id: string,
  form: Form,
): Promise<FastifyReply> {
  const { store, relay } = context;
  const enrolments = await takeInAll(context, developer, id, form);
  const requests = enrolments.flatMap(({ request }) => request ?? []);
  if (requests.length === 0 || enrolments.some(({ errors }) => errors.length > 0)) {
    return showForm(context, reply, { developer, id, form, enrolments });
  }
  const started: string[] = [];
  const earlier: string[] = [];
  for (const request of requests) {
    const outcome = await store.requests.start(request);
    if (outcome.kind === 'key-reused') earlier.push(outcome.requestId);
    else started.push(outcome.request.id);
    if (outcome.kind === 'started') await relay.tell(outcome.dispatch);
  }
  await store.drafts.remove(developer.id, id);
  const refused = enrolments.filter(({ request }) => !request).map(({ planId }) => planId);
  const sent: Sent = { started, earlier, refused };
  return reply.redirect(sentPath(sent), 303);
}

interface Shown {
  readonly developer: Account;
  readonly id: string;
  readonly form: Form;
  /** What was found wrong with it; left out when it is only looked at. */
  readonly enrolments?: readonly Enrolment[];
  readonly saved?: string;
  readonly other?: Parameters<typeof enrolmentModel>[0]['otherDraft'];
}

async function showForm(context: WebContext, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { store } = context;
  const { developer, id, form, saved = '', other } = shown;
  const enrolments = shown.enrolments ?? (await lookAt(context, developer, form));
  const first = enrolments[0]?.offer;
  if (!first) return sayGone(context, reply, developer, form);
  const { role, keyKind } = first.plan;
  const filter = { text: form['find'] ?? '', role, keyKind, limit: mostFound, offset: 0 };
  const found = await store.directory.search(filter);
  const card = context.payments.takesCards ? ((await store.payments.card(developer.id)) ?? null) : undefined;
  const model = enrolmentModel({ draftId: id, form, enrolments, found, saved, otherDraft: other, card });
  const isWrong = model.errorList.length > 0 || (shown.enrolments !== undefined && enrolments.length > 0);
  const title = `${first.plan.name}, ${first.mls.name}`;
  return showChecked(context, reply, isWrong, 'enrolment', { title, staff: null, developer: developer.name }, model);
}

/** What was typed is shown, so that it can go into another application. */
function sayGone(context: WebContext, reply: FastifyReply, developer: Account, form: Form): FastifyReply {
  const typed = [form['productName'], form['productUrl'], form['use']].filter(
    (text) => text !== undefined && text !== '',
  );
  const notice = {
    heading: 'No such plan',
    lines: ['This data plan is not offered. Look in the Datamart for another one.', ...typed.map((text) => text!)],
    back: { href: '/datamart', label: 'To the Datamart' },
  };
  return tell(context, reply, 404, notice, { staff: null, developer: developer.name });
}

async function lookAt({ store }: WebContext, developer: Account, form: Form): Promise<readonly Enrolment[]> {
  const looked: Enrolment[] = [];
  for (const planId of plansOf(form)) {
    const offer = await mlsOffer(store.directory, planId);
    const obstacle = await obstacleFor(store, developer, offer);
    looked.push({ planId, offer, request: undefined, errors: [], obstacle });
  }
  return looked;
}
