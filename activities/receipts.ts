import type { Decision } from '../domain/decision';
import { limitWords } from '../domain/limits';
import { didWords } from '../domain/decision-words';
import type { RequestFile } from '../store/port';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { aboutRequest, letterAbout } from './request-file';
import type { Draft } from './send-once';

/** How long "that was not me" can be said on the page; a person at support helps later. */
const undoForMs = 365 * 86_400_000;

/**
 * A receipt, to the approver's own mailbox, for every act that has none yet: whoever did not do it can say so, and it stops.
 * What the register set aside, and a "not me" itself, need none.
 */
export async function receiptDrafts(context: ActivityContext, file: RequestFile): Promise<readonly Draft[]> {
  const acts = file.facts.decisions.filter(({ verdict }) => verdict !== 'disown');
  if (acts.length === 0) return [];
  const written = new Set((await context.store.letters.ofRequest(file.request.id)).map(({ id }) => id));
  return acts.map((decision) => receiptDraft(context, file, decision)).filter(({ input }) => !written.has(input.id));
}

function receiptDraft({ settings }: ActivityContext, file: RequestFile, decision: Decision): Draft {
  const { approver, reason, at } = decision;
  const { mls, requester } = file.request.ask;
  const { url, code, link } = newLink(settings.baseUrl, 'receipt', {
    stepId: decision.stepId,
    approverId: approver.id,
    decisionId: decision.id,
    generation: 1,
    digest: decision.digest,
    deadline: file.at + undoForMs,
  });
  const variables = {
    ...aboutRequest(file),
    approver: { name: approver.name, title: approver.title },
    requester: { name: requester.name, company: requester.company },
    did: didWords(decision),
    reason: reason === '' ? null : reason,
    limits: decision.verdict === 'approve' ? [...limitWords(decision.limits)] : [],
    at: inWords(at, mls.timeZone),
    undoUrl: url,
    code,
  };
  return { input: letterAbout(file, 'receipt', variables, { part: decision.id, recipient: approver }), link };
}
