import type { Decision } from '../domain/decision';
import { lapseOf } from '../domain/schedule';
import { keyKindWords, roleWords } from '../domain/words';
import { fingerprint } from '../secrets/token';
import type { RequestFile } from '../store/port';
import { type AnswerErrors, choiceOf } from './answer-form';
import { askView } from './ask-view';
import type { Form } from './bodies';
import type { WebContext } from './deps';
import { revisionFor } from './draw-chain';
import { errorLinks } from './forms';
import type { LinkedFile } from './links';
import { moment } from './moments';
import { referralFor } from './referral';
import type { AnswerModel } from './pages/link-models';
import { priceWords } from './price';
import type { FieldError } from './problem';
import { shownMark } from './terms';

/** The question or proposal that an answer link is about. */
export function questionOf({ link, file }: LinkedFile): Decision | undefined {
  return file.facts.decisions.find(({ id }) => id === link.decisionId);
}

/** The form, with what was typed and what is wrong with it. */
export async function answerModel(
  context: Pick<WebContext, 'store' | 'payments'>,
  { file, link, token }: LinkedFile,
  question: Decision,
  form: Form,
  errors: AnswerErrors,
): Promise<AnswerModel> {
  const { ask } = file.request;
  const choice = choiceOf(form);
  return {
    by: question.approver,
    at: moment(question.at, ask.mls.timeZone),
    question: question.reason,
    isProposal: question.verdict === 'propose',
    referral: question.verdict === 'refer' ? question.mls.name : '',
    isChoice: question.verdict === 'propose' || question.verdict === 'refer',
    ...(await proposalOf(context, file, question)),
    ask: askView(ask),
    lapse: moment(lapseOf(file.facts, question.stepId) ?? link.deadline, ask.mls.timeZone),
    action: `/answer/${token}`,
    link: fingerprint(token),
    chosen: { accept: choice === 'accept', decline: choice === 'decline' },
    values: { text: form['text'] ?? '', terms: form['terms'] === 'yes', code: form['code'] ?? '' },
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}

/** The proposed plan with its terms, and why it, or another MLS, could not be accepted as things are. */
async function proposalOf(
  context: Pick<WebContext, 'store' | 'payments'>,
  file: RequestFile,
  question: Decision,
): Promise<Pick<AnswerModel, 'proposal' | 'cannotAccept'>> {
  if (question.verdict === 'refer') {
    const revision = await referralFor(context.store, file, question.mls.id);
    return {
      proposal: null,
      cannotAccept: revision.kind === 'unfit' ? revision.errors.map(obstacleWords).join(' ') : '',
    };
  }
  if (question.verdict !== 'propose') return { proposal: null, cannotAccept: '' };
  const [offer, revision] = await Promise.all([
    context.store.directory.offer(question.plan.id),
    revisionFor(context, file, question.plan.id),
  ]);
  if (!offer) return { proposal: null, cannotAccept: `${question.plan.name} is not offered any more.` };
  const { name, role, keyKind, priceMinor, currency, terms, termsVersion } = offer.plan;
  return {
    proposal: {
      plan: name,
      role: roleWords[role],
      keyKind: keyKindWords[keyKind],
      price: priceWords(priceMinor, currency),
      terms,
      termsVersion,
      shown: shownMark(offer.plan),
    },
    cannotAccept: revision.kind === 'unfit' ? revision.errors.map(obstacleWords).join(' ') : '',
  };
}

/** Of all that may stand in the way, a missing card is what the developer can mend. */
function obstacleWords({ field, problem, remedy }: FieldError): string {
  return field === 'payment' ? `${problem} ${remedy}` : problem;
}

/** What happens now that the question is answered, in words. */
export function afterAnswer({ request, facts }: RequestFile, question: Decision): string {
  const { name } = question.approver;
  if (question.digest !== request.digest && question.verdict === 'refer') {
    return `Your request goes to ${request.ask.mls.name} now. Whoever decides there is asked by mail.`;
  }
  if (question.digest !== request.digest) {
    return `Your request is now about the plan ${request.ask.plan.name}. Everyone who decides is asked anew, by mail.`;
  }
  const isAnswered = facts.answers.some(({ questionId }) => questionId === question.id);
  return isAnswered
    ? `${name} gets your answer by mail and decides. You get a mail when the request is decided, or when something else is asked.`
    : `${name} does not wait for an answer any more.`;
}
