import { type Decision, isAgreement } from '../domain/decision';
import { hasConversation } from '../domain/message';
import type { RequestFile } from '../store/port';
import { askView } from './ask-view';
import { chainView } from './chain-view';
import { countsWords } from './change-words';
import { conditionsOf, didWords } from '../domain/decision-words';
import { endWords, isSetUpByMls } from './key-words';
import { moment } from './moments';
import type { DecidedModel } from './pages/link-models';

/** An act and what follows from it. */
export function decidedModel(
  file: RequestFile,
  decision: Decision,
  heading: string,
  more: Partial<Pick<DecidedModel, 'receiptTo' | 'isRecordedOnly'>> & { readonly awayUntil?: string | null } = {},
): DecidedModel {
  const { awayUntil = null, receiptTo = '', isRecordedOnly = false } = more;
  const { ask } = file.request;
  const undone = undoingOf(file, decision);
  return {
    heading,
    tone: isAgreement(decision) && !undone ? 'good' : 'plain',
    by: decision.approver.name,
    did: didWords(decision),
    at: moment(decision.at, ask.mls.timeZone),
    limits: conditionsOf(decision),
    reason: decision.reason,
    takenBack: undone ? takenBackWords(undone, ask.mls.timeZone) : '',
    next: nextOf(file, decision, undone),
    away: away(decision, awayUntil),
    receiptTo,
    isRecordedOnly,
    ask: askView(ask),
    steps: chainView(file),
  };
}

function away(decision: Decision, until: string | null): string {
  if (decision.verdict !== 'delegate' || until === null) return '';
  return `Until the end of ${until}, whatever else you are asked goes to ${decision.to.name}.`;
}

/** The later act that took this one back. */
function undoingOf({ facts }: RequestFile, { id, verdict, stepId, approver, at }: Decision): Decision | undefined {
  return facts.decisions.find(
    (each) =>
      (each.verdict === 'disown' && each.of === id) ||
      (each.verdict === 'revoke' &&
        isAgreement({ verdict }) &&
        each.stepId === stepId &&
        each.approver.id === approver.id &&
        each.at > at),
  );
}

function takenBackWords({ verdict, at }: Decision, zone: string): string {
  const { text } = moment(at, zone);
  return verdict === 'disown'
    ? `On ${text} this was reported as done by somebody else, so it does not count.`
    : `This was taken back on ${text}.`;
}

function nextOf(file: RequestFile, decision: Decision, undone: Decision | undefined): string {
  const { standing, request } = file;
  const developer = request.ask.requester.name;
  switch (standing.state) {
    case 'pending':
      if (decision.digest !== request.digest) {
        return 'The request was changed since then, so this no longer counts. Whoever is asked about it now has a newer mail.';
      }
      return undone ? nextInTurn(file) : nextAfter(file, decision);
    case 'approved':
      if (request.ask.change) {
        return `All approvals are there. ${countsWords(request.ask)} ${developer} is told by mail.`;
      }
      if (isSetUpByMls(file))
        return `The key goes on record as made by the MLS. ${developer} is told by mail to get its secret from there.`;
      return hasConversation(request.ask)
        ? `All approvals are there. The key is made, and ${developer} is told by mail how to get it.`
        : `All approvals are there. The key is made, and ${developer} gets a mail to pick it up.`;
    case 'denied':
      return `The request has ended. ${developer} is told by mail, with the reason.`;
    case 'revoked':
      if (request.ask.change) return `It counts no more. ${developer} is told by mail, with the reason.`;
      return `The request has ended, and ${endWords(file.credential)}. ${developer} is told by mail, with the reason.`;
    case 'lapsed':
    case 'withdrawn':
      return `The request has ended. ${standing.because}`;
  }
}

/** While the request is open. */
function nextAfter(file: RequestFile, decision: Decision): string {
  const developer = file.request.ask.requester.name;
  const isAnswered = file.facts.answers.some(({ questionId }) => questionId === decision.id);
  switch (decision.verdict) {
    case 'ask':
      return isAnswered
        ? `${developer} has answered. You are asked again by a newer mail.`
        : `${developer} gets your question by mail. You need not watch the time: it stands still until the answer comes to you, by mail.`;
    case 'propose':
      return isAnswered
        ? `${developer} has answered. You are asked again by a newer mail.`
        : `${developer} gets your proposal by mail. If they accept it, the request is changed and everyone is asked anew; if not, you get their answer by mail.`;
    case 'refer':
      return isAnswered
        ? `${developer} has answered. If it stays with you, you are asked again by a newer mail.`
        : `${developer} is asked whether the request may go to ${decision.mls.name}. If so, you are done with it; if not, you get their answer by mail.`;
    case 'delegate':
      return `${decision.to.name} gets a mail and decides in your place. You need do nothing more.`;
    case 'disown':
      return `What was done in your name does not count. ${nextInTurn(file)}`;
    case 'approve':
    case 'set-up':
    case 'deny':
    case 'recuse':
    case 'revoke':
      return nextInTurn(file);
  }
}

function nextInTurn({ standing }: RequestFile): string {
  return `What happens next: ${standing.because} Whoever is asked there gets a mail.`;
}
