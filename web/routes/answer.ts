import type { FastifyInstance, FastifyReply } from 'fastify';
import { sift } from '../../domain/evaluate';
import { refuseAnswer } from '../../domain/refuse-order';
import type { AnswerByLink, AnswerOutcome } from '../../store/port';
import {
  type AnswerErrors,
  type AnswerForm,
  noAnswerErrors,
  readAnswer,
  termsChanged,
  withFilesAgain,
} from '../answer-form';
import { afterAnswer, answerModel, questionOf } from '../answer-view';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { revisionFor } from '../draw-chain';
import { referralFor } from '../referral';
import { codeWrong, hasErrors, refuseSwapped } from '../forms';
import { refusalNotice, sendNewMail } from '../link-replies';
import { troubleNotice, troubleOf } from '../link-trouble';
import { type LinkedFile, openForm, openLink, tellOutcome, type WithToken } from '../links';
import { moment } from '../moments';
import { notFound } from '../problem';
import { clearCache, showChecked, tell } from '../reply';
import { askedMark } from '../terms';
import { acceptUploads, readUpload, type Upload } from '../uploads';

/** The page on which a developer answers an approver's question or proposal. GET shows, POST answers. */
export function answerRoutes(app: FastifyInstance, context: WebContext): void {
  app.post('/answer/:token/letter', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked } = await openForm(context, 'answer', request);
    return sendNewMail(context, reply, linked.tokenHash);
  });

  void app.register(async (scope) => {
    await acceptUploads(scope);

    scope.get('/answer/:token', { config: context.limits.links }, async (request: WithToken, reply) =>
      showLink(context, reply, await openLink(context, 'answer', request.params.token)),
    );

    scope.post('/answer/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
      const linked = await openLink(context, 'answer', request.params.token);
      const upload = await readUpload(request);
      refuseSwapped(upload.form, linked.token);
      clearCache(reply);
      return answer(context, reply, linked, upload);
    });
  });
}

/** What the link shows now. Changes nothing. */
async function showLink(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  form: Form = {},
  errors: AnswerErrors = noAnswerErrors,
): Promise<FastifyReply> {
  const { link, file, token } = linked;
  const question = questionOf(linked);
  if (!question) throw notFound();
  if (link.closedBecause === 'answered') return showAnswered(context, reply, linked, 200, 'You have answered this');
  const trouble = troubleOf(link);
  if (trouble && trouble.kind !== 'expired') return troubleNotice(context, reply, 'answer', token, trouble);
  const refusal = refuseAnswer(file.chain, sift(file.chain, file.facts), question.id, file.at);
  if (refusal) return refusalNotice(context, reply, linked, refusal, 200);
  if (trouble) return troubleNotice(context, reply, 'answer', token, trouble);

  const model = await answerModel(context, linked, question, form, errors);
  const title = `Your answer to ${question.approver.name}`;
  return showChecked(context, reply, hasErrors(errors), 'answer', { title, staff: null }, model);
}

async function answer(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  upload: Upload,
): Promise<FastifyReply> {
  const { store } = context;
  const question = questionOf(linked);
  if (!question) throw notFound();
  const read = readAnswer(upload, question);
  if ('errors' in read) return showLink(context, reply, linked, upload.form, read.errors);
  const revision = await revisionOf(context, linked, read);
  if (revision && 'errors' in revision) {
    const form = { ...upload.form, terms: undefined };
    return showLink(context, reply, linked, form, withFilesAgain(revision.errors, upload.files.length > 0));
  }
  const outcome = await store.answers.answerByLink({
    tokenHash: linked.tokenHash,
    code: read.code,
    text: read.text,
    attachments: upload.files,
    revision,
  });
  await tellOutcome(context, outcome);
  return showOutcome(context, reply, linked, upload, outcome);
}

/** What an accepted proposal makes of the request, or why it cannot. */
async function revisionOf(
  context: WebContext,
  { file }: LinkedFile,
  { accepted }: AnswerForm,
): Promise<AnswerByLink['revision'] | { readonly errors: AnswerErrors }> {
  if (!accepted) return null;
  const isReferral = 'mlsId' in accepted;
  const intake = isReferral
    ? await referralFor(context.store, file, accepted.mlsId)
    : await revisionFor(context, file, accepted.planId);
  if (intake.kind === 'unfit') {
    const problem = intake.errors.map((error) => error.problem).join(' ');
    const mendable = intake.errors.find(({ field }) => field === 'payment');
    const remedy = mendable?.remedy ?? 'Decline it, or ask support.';
    return { errors: { ...noAnswerErrors, choice: { field: 'choice', problem, remedy } } };
  }
  return isReferral || askedMark(intake.revision.ask) === accepted.shown
    ? intake.revision
    : { errors: { ...noAnswerErrors, terms: termsChanged } };
}

async function showOutcome(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  { form, files }: Upload,
  outcome: AnswerOutcome,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'recorded':
    case 'refused': {
      const now = await openLink(context, 'answer', linked.token);
      if (outcome.kind === 'recorded')
        return showAnswered(context, reply, now, 200, 'Thank you, your answer is recorded');
      if (now.link.closedBecause !== 'answered') return refusalNotice(context, reply, now, outcome.refusal, 409);
      return showAnswered(context, reply, now, 409, 'You have answered this already');
    }
    case 'wrong-code': {
      const errors = withFilesAgain({ ...noAnswerErrors, code: codeWrong(outcome.triesLeft) }, files.length > 0);
      return showLink(context, reply, linked, { ...form, code: '' }, errors);
    }
    case 'unknown':
      throw notFound();
    case 'expired':
    case 'locked':
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return troubleNotice(context, reply, 'answer', linked.token, outcome);
  }
}

/** That it is answered, and what happens now. */
function showAnswered(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  status: 200 | 409,
  heading: string,
): FastifyReply {
  const { file } = linked;
  const question = questionOf(linked);
  const given = file.facts.answers.find(({ questionId }) => questionId === question?.id);
  if (!question || !given) throw notFound();
  const names = given.attachments.map(({ name }) => name);
  return tell(context, reply, status, {
    heading,
    tone: 'good',
    lines: [
      `${question.approver.name} was answered on ${moment(given.at, file.request.ask.mls.timeZone).text}.`,
      ...(names.length > 0 ? [`Files that came with it: ${names.join(', ')}.`] : []),
      afterAnswer(file, question),
    ],
  });
}
