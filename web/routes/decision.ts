import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Told } from '../../client/port';
import { stepOf } from '../../domain/chain';
import type { DecideOutcome } from '../../store/port';
import type { Form } from '../bodies';
import { dayAt } from '../conditions-form';
import { decidedModel } from '../decided-view';
import {
  type DecisionErrors,
  type DecisionForm,
  noErrors,
  pageVerdicts,
  readDecision,
  refusedField,
} from '../decision-form';
import { decisionModel } from '../decision-model';
import { actingOn, madeBy, madeWith, refusalOf, verdictsAt } from '../decision-view';
import type { WebContext } from '../deps';
import { codeWrong, hasErrors } from '../forms';
import { troubleNotice, troubleOf } from '../link-trouble';
import { decideByLink, type LinkedFile, openForm, openLink, type WithToken } from '../links';
import { notFound } from '../problem';
import { refusalNotice, requestChanged, sendAttachment, sendNewMail } from '../link-replies';
import { clearCache, show, showChecked } from '../reply';

/** The page behind the link in an approver's mail. GET shows, POST decides. */
export function decisionRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/decision/:token', { config: context.limits.links }, async (request: WithToken, reply) =>
    showLink(context, reply, await openLink(context, 'decision', request.params.token)),
  );

  app.post('/decision/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked, form } = await openForm(context, 'decision', request);
    clearCache(reply);

    const { file } = linked;
    const { ask } = file.request;
    const step = stepOf(file.chain, linked.link.stepId ?? '');
    // A chain that was changed has the step no more; then the link says so, whatever was chosen.
    const decision = readDecision(form, dayAt(file.at, ask.mls.timeZone), step ? verdictsAt(step, ask) : pageVerdicts);
    if ('errors' in decision) return showForm(context, reply, linked, form, decision.errors);
    // Pressed twice: a link is for one act.
    if (madeWith(linked)) return showMade(context, reply, linked, 409);

    const { outcome, told } = await decideByLink(context, request, linked, decision);
    return answer(context, reply, linked, form, decision, outcome, told);
  });

  app.post('/decision/:token/letter', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked } = await openForm(context, 'decision', request);
    return sendNewMail(context, reply, linked.tokenHash);
  });

  app.get(
    '/decision/:token/attachments/:id',
    { config: context.limits.links },
    async (request: FastifyRequest<{ Params: { token: string; id: string } }>, reply) => {
      const linked = await openLink(context, 'decision', request.params.token);
      if (troubleOf(linked.link)) throw notFound();
      return sendAttachment(context, reply, linked.link.requestId, request.params.id);
    },
  );
}

/** What the link shows now. Changes nothing. */
async function showLink(context: WebContext, reply: FastifyReply, linked: LinkedFile): Promise<FastifyReply> {
  if (madeBy(linked)) return showMade(context, reply, linked, 200);
  if (linked.link.closedBecause === 'passed-on') {
    return troubleNotice(context, reply, 'decision', linked.token, { kind: 'passed-on' });
  }
  if (linked.link.digest !== linked.file.request.digest) return requestChanged(context, reply, linked);
  const acting = actingOn(linked);
  if (!acting) throw notFound();
  const refusal = refusalOf(linked, acting);
  if (refusal) return refusalNotice(context, reply, linked, refusal, 200);
  const trouble = troubleOf(linked.link);
  if (trouble) return troubleNotice(context, reply, 'decision', linked.token, trouble);
  return showForm(context, reply, linked, {}, noErrors);
}

/** What the person has decided already. */
function showMade(context: WebContext, reply: FastifyReply, linked: LinkedFile, status: 200 | 409): FastifyReply {
  const made = madeBy(linked);
  if (!made) throw notFound();
  const heading = status === 200 ? 'Your decision' : 'This is already decided';
  const receiptTo = made.approver.email;
  const model = decidedModel(linked.file, made, heading, { receiptTo });
  return show(context, reply, status, 'decided', { title: heading, staff: null }, model);
}

async function showForm(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  form: Form,
  errors: DecisionErrors,
): Promise<FastifyReply> {
  const acting = actingOn(linked);
  const isWrong = hasErrors(errors);
  // A form with a mistake on a page that has closed meanwhile: show how it closed instead.
  if (!acting || (isWrong && (madeBy(linked) || refusalOf(linked, acting)))) return showLink(context, reply, linked);
  const model = await decisionModel(context.store, linked, acting, form, errors);
  const title = `Your decision for ${model.ask.mls}`;
  return showChecked(context, reply, isWrong, 'decision', { title, staff: null }, model);
}

async function answer(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  form: Form,
  { act }: DecisionForm,
  outcome: DecideOutcome,
  told: Told | null,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'recorded': {
      const { file } = await openLink(context, 'decision', linked.token);
      const model = decidedModel(file, outcome.decision, 'Thank you, your decision is recorded', {
        receiptTo: outcome.decision.approver.email,
        isRecordedOnly: told === 'recorded',
        awayUntil: act.verdict === 'delegate' ? act.awayUntil : null,
      });
      return show(context, reply, 200, 'decided', { title: 'Your decision is recorded', staff: null }, model);
    }
    case 'refused': {
      const errors = refusedField(form, outcome.refusal);
      if (errors) return showForm(context, reply, linked, form, errors);
      const now = await openLink(context, 'decision', linked.token);
      if (madeWith(now)) return showMade(context, reply, now, 409);
      return refusalNotice(context, reply, now, outcome.refusal, 409);
    }
    case 'wrong-code': {
      const errors = { ...noErrors, code: codeWrong(outcome.triesLeft) };
      return showForm(context, reply, linked, { ...form, code: '' }, errors);
    }
    case 'unknown':
      throw notFound();
    case 'expired':
    case 'locked':
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return troubleNotice(context, reply, 'decision', linked.token, outcome);
  }
}
