import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Told } from '../../client/port';
import type { Refusal } from '../../domain/refuse';
import type { DecideOutcome } from '../../store/port';
import type { Form } from '../bodies';
import { actingOn, decidedModel, decisionModel, madeBy, refusalNow, type Typed } from '../decision-view';
import type { WebContext } from '../deps';
import { codeWrong, type DecisionErrors, formOf, noErrors, readDecision, reasonMissing, refuseSwapped } from '../forms';
import { troubleNotice, troubleOf } from '../link-trouble';
import { type LinkedFile, openLink } from '../links';
import { notFound } from '../problem';
import { clearCache, show, tell } from '../reply';

type WithToken = FastifyRequest<{ Params: { token: string } }>;

/** The page behind the link in an approver's mail. GET shows, POST decides. */
export function decisionRoutes(app: FastifyInstance, context: WebContext): void {
  const { store, relay } = context;

  app.get('/decision/:token', { config: context.limits.links }, async (request: WithToken, reply) =>
    showLink(context, reply, await openLink(context, 'decision', request.params.token)),
  );

  app.post('/decision/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const linked = await openLink(context, 'decision', request.params.token);
    const form = formOf(request.body);
    refuseSwapped(form, linked.token);
    clearCache(reply);

    const decision = readDecision(form);
    if ('errors' in decision) return showForm(context, reply, linked, typedIn(form), decision.errors);

    const outcome = await store.decisions.decideByLink({
      ...decision,
      tokenHash: linked.tokenHash,
      circumstances: { address: request.ip, userAgent: request.headers['user-agent'] ?? null },
    });
    const told = 'dispatch' in outcome && outcome.dispatch ? await relay.tell(outcome.dispatch) : null;
    return answer(context, reply, linked, form, outcome, told);
  });

  app.post('/decision/:token/letter', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { token, tokenHash } = await openLink(context, 'decision', request.params.token);
    refuseSwapped(formOf(request.body), token);
    const dispatch = await store.links.renew(tokenHash);
    if (dispatch) await relay.tell(dispatch);
    return tell(context, reply, 200, {
      heading: dispatch ? 'A new mail is on its way' : 'Nothing more to send',
      tone: dispatch ? 'good' : 'plain',
      lines: [
        dispatch
          ? 'It goes to the listed address only. The link and the code in it replace the ones you have.'
          : 'A newer mail was asked for already, or this link still works. Look for the newest mail.',
      ],
    });
  });
}

/** What the link shows now. Changes nothing. */
async function showLink(context: WebContext, reply: FastifyReply, linked: LinkedFile): Promise<FastifyReply> {
  const made = madeBy(linked);
  if (made) {
    const model = decidedModel(linked, made, 'Your decision', false);
    return show(context, reply, 200, 'decided', { title: 'Your decision', staff: null }, model);
  }
  const acting = actingOn(linked);
  if (!acting) throw notFound();
  const refusal = refusalNow(linked, acting.step, acting.approver);
  if (refusal) return showRefusal(context, reply, linked, refusal, 200);
  const trouble = troubleOf(linked.link);
  if (trouble) return troubleNotice(context, reply, linked.token, trouble);
  return showForm(context, reply, linked);
}

function showForm(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  typed?: Typed,
  errors: DecisionErrors = noErrors,
): Promise<FastifyReply> | FastifyReply {
  const acting = actingOn(linked);
  if (!acting) throw notFound();
  const isWrong = Object.values(errors).some((error) => error !== null);
  // A form with a mistake on a page that has closed meanwhile: show how it closed instead.
  if (isWrong && (madeBy(linked) || refusalNow(linked, acting.step, acting.approver))) {
    return showLink(context, reply, linked);
  }
  const model = decisionModel(linked, acting.step, acting.approver, typed, errors);
  const title = `${isWrong ? 'Please check: ' : ''}Your decision for ${model.ask.mls}`;
  return show(context, reply, isWrong ? 422 : 200, 'decision', { title, staff: null }, model);
}

async function answer(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  form: Form,
  outcome: DecideOutcome,
  told: Told | null,
): Promise<FastifyReply> {
  const typed = typedIn(form);
  switch (outcome.kind) {
    case 'recorded': {
      const file = (await context.store.requests.file(linked.link.requestId)) ?? linked.file;
      const model = decidedModel(
        { file },
        outcome.decision,
        'Thank you, your decision is recorded',
        told === 'recorded',
      );
      return show(context, reply, 200, 'decided', { title: 'Your decision is recorded', staff: null }, model);
    }
    case 'refused':
      if (outcome.refusal.code === 'reason-required') {
        return showForm(context, reply, linked, typed, { ...noErrors, reason: reasonMissing });
      }
      return showRefusal(context, reply, linked, outcome.refusal, 409);
    case 'wrong-code': {
      const errors = { ...noErrors, code: codeWrong(outcome.triesLeft) };
      return showForm(context, reply, linked, { ...typed, code: '' }, errors);
    }
    case 'unknown':
      throw notFound();
    case 'expired':
    case 'locked':
    case 'renewed':
      return troubleNotice(context, reply, linked.token, outcome);
  }
}

/** Somebody was first, or the request has ended: that is shown, not hidden behind an error. */
async function showRefusal(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  refusal: Refusal,
  status: number,
): Promise<FastifyReply> {
  if (refusal.earlier) {
    const file = (await context.store.requests.file(linked.link.requestId)) ?? linked.file;
    const model = decidedModel({ file }, refusal.earlier, 'This is already decided', false);
    return show(context, reply, status, 'decided', { title: 'Already decided', staff: null }, model);
  }
  return tell(context, reply, status, {
    heading: refusal.code === 'step-not-open' ? 'Not your turn yet' : 'This question is closed',
    lines: [refusal.because, 'Nothing was recorded from this page.'],
  });
}

function typedIn(form: Form): Typed {
  return { verdict: form['verdict'], reason: form['reason'] ?? '', code: form['code'] ?? '' };
}
