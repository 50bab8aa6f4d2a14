import { hashToken } from '../../../secrets/token';
import type { AnswerByLink } from '../../../store/port';
import { mailLink, type OpenStore, rightCode } from '../../support/store-scene';

/** The receipt of a decision, as its approver gets it; resolves with the token of its link. */
export async function mailReceipt(open: OpenStore, requestId: string, decisionId: string): Promise<string> {
  const { stepId, approver } = await decisionOf(open, requestId, decisionId);
  return mailLink(open, requestId, { purpose: 'receipt', stepId, approverId: approver.id, decisionId });
}

/** An approver's question, as the developer gets it; resolves with the token of its link. */
export async function mailQuestion(
  open: OpenStore,
  requestId: string,
  decisionId: string,
  generation = 1,
): Promise<string> {
  const { stepId } = await decisionOf(open, requestId, decisionId);
  return mailLink(open, requestId, { purpose: 'answer', stepId, decisionId, generation });
}

async function decisionOf({ store }: OpenStore, requestId: string, decisionId: string) {
  const { facts } = (await store.requests.file(requestId))!;
  return facts.decisions.find(({ id }) => id === decisionId)!;
}

/** The developer answers a question by its link. */
export function answer({ store }: OpenStore, token: string, more: Partial<AnswerByLink> = {}) {
  const plain = { code: rightCode, text: 'Our visitors.', attachments: [], revision: null };
  return store.answers.answerByLink({ tokenHash: hashToken(token), ...plain, ...more });
}
