import { type Step, stepOf } from '../domain/chain';
import type { Decision } from '../domain/decision';
import { counted, evaluate } from '../domain/evaluate';
import type { Approver } from '../domain/party';
import { type Refusal, refuse } from '../domain/refuse';
import { fingerprint } from '../secrets/token';
import { askView } from './ask-view';
import { chainView, placeOf } from './chain-view';
import { type DecisionErrors, noErrors } from './forms';
import type { LinkedFile } from './links';
import { moment } from './moments';
import type { DecidedModel, DecisionModel } from './pages/models';

/** Who acts on a decision link, and at which step; undefined when the chain does not know them. */
export function actingOn({ link, file }: LinkedFile): { step: Step; approver: Approver } | undefined {
  const step = stepOf(file.chain, link.stepId ?? '');
  const approver = step?.approvers.find(({ id }) => id === link.approverId);
  return step && approver ? { step, approver } : undefined;
}

/** The decision this approver has made at this step already, if it counts. */
export function madeBy({ file, link }: LinkedFile): Decision | undefined {
  return counted(file.chain, file.facts).find(
    ({ stepId, approver }) => stepId === link.stepId && approver.id === link.approverId,
  );
}

/** Why a decision would not count now. The page asks before it shows a form what the store will ask when the form comes back. */
export function refusalNow(linked: LinkedFile, step: Step, approver: Approver): Refusal | undefined {
  const { chain, facts, at } = linked.file;
  return refuse(chain, { ...facts, decisions: counted(chain, facts) }, supposed(linked, step, approver), at);
}

/** An approval at this moment, to see what would follow. It is never kept. */
function supposed({ file, link }: LinkedFile, step: Step, approver: Approver): Decision {
  return {
    id: 'supposed',
    requestId: file.request.id,
    stepId: step.id,
    approver,
    verdict: 'approve',
    reason: '',
    grade: 'link+code',
    digest: link.digest,
    evidenceId: 'supposed',
    at: file.at,
  };
}

function nextIfApproved(linked: LinkedFile, step: Step, approver: Approver): string {
  const { chain, facts, at } = linked.file;
  const after = evaluate(chain, { ...facts, decisions: [...facts.decisions, supposed(linked, step, approver)] }, at);
  return after.state === 'pending' ? `Next, ${after.because}` : 'It is the last approval needed: the key is made.';
}

export interface Typed {
  readonly verdict: string | undefined;
  readonly reason: string;
  readonly code: string;
}

export const nothingTyped: Typed = { verdict: undefined, reason: '', code: '' };

/** The form, with what was typed and what is wrong with it. */
export function decisionModel(
  linked: LinkedFile,
  step: Step,
  approver: Approver,
  typed: Typed = nothingTyped,
  errors: DecisionErrors = noErrors,
): DecisionModel {
  const { file, link, token } = linked;
  const { ask } = file.request;
  const lapseAt = file.facts.openings.find(({ stepId }) => stepId === step.id)?.lapseAt ?? link.deadline;
  return {
    approver,
    ask: askView(ask),
    step: { ...placeOf(file.chain, step.id), title: step.title },
    steps: chainView(file),
    lapse: moment(lapseAt, ask.mls.timeZone),
    next: nextIfApproved(linked, step, approver),
    action: `/decision/${token}`,
    link: fingerprint(token),
    values: {
      isApprove: typed.verdict === 'approve',
      isDeny: typed.verdict === 'deny',
      reason: typed.reason,
      code: typed.code,
    },
    errors,
    errorList: Object.values(errors).flatMap((error) => (error ? [{ ...error, id: error.field }] : [])),
  };
}

/** A decision and what follows from it. */
export function decidedModel(
  { file }: Pick<LinkedFile, 'file'>,
  decision: Decision,
  heading: string,
  isRecordedOnly: boolean,
): DecidedModel {
  const { ask } = file.request;
  return {
    heading,
    isApproved: decision.verdict === 'approve',
    by: decision.approver.name,
    at: moment(decision.at, ask.mls.timeZone),
    reason: decision.reason,
    next: nextOf(file),
    isRecordedOnly,
    ask: askView(ask),
    steps: chainView(file),
  };
}

function nextOf({ standing, request }: LinkedFile['file']): string {
  const developer = request.ask.requester.name;
  switch (standing.state) {
    case 'pending':
      return `What happens next: ${standing.because} The people asked there get their mail.`;
    case 'approved':
      return `All approvals are there. The key is made, and ${developer} gets a mail to pick it up.`;
    case 'denied':
      return `The request has ended. ${developer} is told by mail, with the reason.`;
    case 'lapsed':
    case 'withdrawn':
      return `The request has ended. ${standing.because}`;
  }
}
