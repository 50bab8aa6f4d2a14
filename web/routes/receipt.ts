import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Told } from '../../client/port';
import type { DecideOutcome } from '../../store/port';
import type { Form } from '../bodies';
import { decidedModel } from '../decided-view';
import { actingOn, madeWith } from '../decision-view';
import type { WebContext } from '../deps';
import { codeWrong, hasErrors } from '../forms';
import { refusalNotice } from '../link-replies';
import { receiptTrouble, troubleOf } from '../link-trouble';
import { decideByLink, type LinkedFile, openForm, openLink, type WithToken } from '../links';
import { notFound } from '../problem';
import {
  noReceiptErrors,
  readReceipt,
  reasonForRevoke,
  type ReceiptErrors,
  receiptModel,
  receiptOf,
  refusalOfReceipt,
} from '../receipt-view';
import { clearCache, show, showChecked } from '../reply';

/** The page behind the link in a receipt: what was done in an approver's name, and how to take it back. */
export function receiptRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/receipt/:token', { config: context.limits.links }, async (request: WithToken, reply) =>
    showReceipt(context, reply, await openLink(context, 'receipt', request.params.token)),
  );

  app.post('/receipt/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked, form } = await openForm(context, 'receipt', request);
    clearCache(reply);

    const undoing = readReceipt(form);
    if ('errors' in undoing) return showReceipt(context, reply, linked, form, undoing.errors);
    const { outcome, told } = await decideByLink(context, request, linked, undoing);
    return answer(context, reply, linked, form, outcome, told);
  });
}

/** What the link shows now. Changes nothing. */
function showReceipt(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  form: Form = {},
  errors: ReceiptErrors = noReceiptErrors,
): FastifyReply {
  if (madeWith(linked)) return showMade(context, reply, linked, 200);
  const acting = actingOn(linked);
  const decision = receiptOf(linked);
  if (!acting || !decision) throw notFound();
  const refusal = refusalOfReceipt(linked, acting, decision);
  if (refusal) return refusalNotice(context, reply, linked, refusal, 200);
  const trouble = troubleOf(linked.link);
  if (trouble) return receiptTrouble(context, reply, trouble);
  const model = receiptModel(linked, acting, decision, form, errors);
  return showChecked(context, reply, hasErrors(errors), 'receipt', { title: 'Was this you?', staff: null }, model);
}

/** What was taken back with this link already. */
function showMade(context: WebContext, reply: FastifyReply, linked: LinkedFile, status: 200 | 409): FastifyReply {
  const made = madeWith(linked);
  if (!made) throw notFound();
  const heading = status === 200 ? 'What you took back' : 'This is already taken back';
  return show(
    context,
    reply,
    status,
    'decided',
    { title: heading, staff: null },
    decidedModel(linked.file, made, heading),
  );
}

async function answer(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  form: Form,
  outcome: DecideOutcome,
  told: Told | null,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'recorded': {
      const { file } = await openLink(context, 'receipt', linked.token);
      const model = decidedModel(file, outcome.decision, 'Thank you, it is taken back', {
        isRecordedOnly: told === 'recorded',
      });
      return show(context, reply, 200, 'decided', { title: 'It is taken back', staff: null }, model);
    }
    case 'refused': {
      if (outcome.refusal.code === 'reason-required') {
        return showReceipt(context, reply, linked, form, { ...noReceiptErrors, reason: reasonForRevoke });
      }
      const now = await openLink(context, 'receipt', linked.token);
      if (madeWith(now)) return showMade(context, reply, now, 409);
      return refusalNotice(context, reply, now, outcome.refusal, 409);
    }
    case 'wrong-code': {
      const errors = { ...noReceiptErrors, code: codeWrong(outcome.triesLeft) };
      return showReceipt(context, reply, linked, { ...form, code: '' }, errors);
    }
    case 'unknown':
      throw notFound();
    case 'expired':
    case 'locked':
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return receiptTrouble(context, reply, outcome);
  }
}
