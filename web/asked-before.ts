import { type Answer, type Attachment, type Decision, isQuestion } from '../domain/decision';
import { conditionsOf, didWords } from '../domain/decision-words';
import type { Ask } from '../domain/request';
import { type HandOver, handOverTo, seatsOf } from '../domain/seats';
import { keyHolderWords, roleWords } from '../domain/words';
import type { RequestFile, Revision } from '../store/port';
import type { Acting } from './decision-view';
import { moment } from './moments';
import type { FileView } from './pages/conversation-models';
import type { ChangesView, DecisionModel, ExchangeView } from './pages/link-models';
import { priceWords } from './price';

/** Everything that approvers asked of the developer, with the developer's answers. `page`: address of the page that shows them. */
export function exchangesOf({ request, facts }: RequestFile, page: string): readonly ExchangeView[] {
  const zone = request.ask.mls.timeZone;
  const disowned = facts.decisions.flatMap((each) => (each.verdict === 'disown' ? [each.of] : []));
  return facts.decisions
    .filter((each) => isQuestion(each) && !disowned.includes(each.id))
    .map((question) => {
      const answer = facts.answers.find(({ questionId }) => questionId === question.id);
      return {
        by: question.approver.name,
        title: question.approver.title,
        did: askedWords(question),
        text: question.reason,
        at: moment(question.at, zone),
        answer: answer ? answerView(answer, zone, page) : null,
      };
    });
}

function askedWords(question: Decision): string {
  return question.verdict === 'ask' ? 'asked' : didWords(question);
}

function answerView({ by, text, at, attachments }: Answer, zone: string, page: string): ExchangeView['answer'] {
  return {
    by,
    text,
    at: moment(at, zone),
    files: filesOf(attachments, page),
  };
}

/** Files to be saved. `page`: address of the page that offers them. */
export function filesOf(attachments: readonly Attachment[], page: string): readonly FileView[] {
  return attachments.map(({ id, name, size }) => ({
    name,
    size: sizeWords(size),
    href: `${page}/attachments/${id}`,
  }));
}

/** "12 kB", "1.4 MB". */
function sizeWords(bytes: Attachment['size']): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How the question came to somebody whom the chain does not name; null when it does. */
export function handedOn({ request }: RequestFile, { step, approver, facts }: Acting): DecisionModel['handedOn'] {
  const handOver = handOverTo(step, facts, approver.id);
  return handOver ? { ...handOverWords(handOver), at: moment(handOver.at, request.ask.mls.timeZone) } : null;
}

function handOverWords({ kind, from, by, reason }: HandOver): { readonly words: string; readonly reason: string } {
  switch (kind) {
    case 'escalated':
      return { words: `${from.name} has not answered, so you are asked too; one of you is enough.`, reason: '' };
    case 'away':
      return { words: `${from.name} is away and named you in their place.`, reason: '' };
    case 'reassigned':
      return { words: `${by} asks you in the place of ${from.name}.`, reason };
    case 'delegated':
      return { words: `${from.name} (${from.title}) handed this on to you.`, reason };
  }
}

/** How what is asked now differs from what was asked first; null when it does not. `revisions`: oldest first. */
export function changesOf({ request }: RequestFile, revisions: readonly Revision[]): ChangesView | null {
  const changed = revisions.filter(({ digest }, index) => digest !== (revisions[index + 1]?.digest ?? request.digest));
  const first = changed[0];
  if (!first) return null;
  const after = asRows(request.ask);
  const rows = asRows(first.ask)
    .map(({ what, value }, index) => ({ what, before: value, after: after[index]!.value }))
    .filter((row) => row.before !== row.after);
  const zone = request.ask.mls.timeZone;
  return { rows, reasons: changed.map(({ because, at }) => ({ because, at: moment(at, zone) })) };
}

function asRows({ mls, plan, keyHolder, use, price }: Ask) {
  return [
    { what: 'MLS', value: mls.name },
    { what: 'Data plan', value: plan.name },
    { what: 'What the key may see', value: roleWords[plan.role] },
    { what: 'Key tied to', value: keyHolderWords(keyHolder) },
    { what: 'Price', value: priceWords(price.minor, price.currency) },
    { what: 'Use', value: use },
  ];
}

/** The conditions that approvals so far put on the key. */
export function conditionsSoFar({ chain, at }: RequestFile, { facts }: Acting): DecisionModel['conditions'] {
  return chain.steps
    .flatMap((step) => seatsOf(step, facts, at).flatMap(({ said }) => said ?? []))
    .map((said) => ({ by: said.approver.name, words: conditionsOf(said) }))
    .filter(({ words }) => words !== '');
}
