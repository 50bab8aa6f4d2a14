import type { Answer, Attachment, Decision } from '../domain/decision';
import type { Ask } from '../domain/request';
import { seatsOf, sittersOf } from '../domain/seats';
import { keyHolderWords, roleWords } from '../domain/words';
import type { RequestFile, Revision } from '../store/port';
import type { Acting } from './decision-view';
import { conditionsOf } from '../domain/decision-words';
import { type Moment, moment } from './moments';
import type { ChangesView, DecisionModel, ExchangeView } from './pages/link-models';

/** Everything that approvers asked and proposed, with the developer's answers. `page`: address of the page that shows them. */
export function exchangesOf({ request, facts }: RequestFile, page: string): readonly ExchangeView[] {
  const zone = request.ask.mls.timeZone;
  const disowned = facts.decisions.flatMap((each) => (each.verdict === 'disown' ? [each.of] : []));
  return facts.decisions
    .filter(({ id, verdict }) => (verdict === 'ask' || verdict === 'propose') && !disowned.includes(id))
    .map((question) => {
      const answer = facts.answers.find(({ questionId }) => questionId === question.id);
      return {
        by: question.approver.name,
        title: question.approver.title,
        plan: question.verdict === 'propose' ? question.plan.name : '',
        text: question.reason,
        at: moment(question.at, zone),
        answer: answer ? answerView(answer, zone, page) : null,
      };
    });
}

function answerView({ by, text, at, attachments }: Answer, zone: string, page: string): ExchangeView['answer'] {
  return {
    by,
    text,
    at: moment(at, zone),
    files: attachments.map(({ id, name, size }) => ({
      name,
      size: sizeWords(size),
      href: `${page}/attachments/${id}`,
    })),
  };
}

/** "12 kB", "1.4 MB". */
function sizeWords(bytes: Attachment['size']): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How the question came to somebody whom the chain does not name; null when it does. */
export function handedOn({ request }: RequestFile, { step, approver, facts }: Acting): DecisionModel['handedOn'] {
  const nameOf = (id: string) => sittersOf(step, facts).find((each) => each.id === id)?.name ?? id;
  const at = (instant: number): Moment => moment(instant, request.ask.mls.timeZone);
  const seatings = facts.seatings
    .filter(({ stepId, to }) => stepId === step.id && to.id === approver.id)
    .map(({ kind, by, from, reason, at: when }) => {
      if (kind === 'escalated') {
        return {
          when,
          words: `${nameOf(from)} has not answered, so you are asked too; one of you is enough.`,
          reason: '',
        };
      }
      if (kind === 'away') return { when, words: `${nameOf(from)} is away and named you in their place.`, reason: '' };
      return { when, words: `${by} asks you in the place of ${nameOf(from)}.`, reason };
    });
  const delegations = facts.decisions
    .filter((each) => each.stepId === step.id && each.verdict === 'delegate' && each.to.id === approver.id)
    .map(({ approver: from, reason, at: when }: Decision) => ({
      when,
      words: `${from.name} (${from.title}) handed this on to you.`,
      reason,
    }));
  const last = [...seatings, ...delegations].toSorted((a, b) => a.when - b.when).at(-1);
  return last ? { words: last.words, reason: last.reason, at: at(last.when) } : null;
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

function asRows({ plan, keyHolder, use }: Ask) {
  return [
    { what: 'Data plan', value: plan.name },
    { what: 'What the key may see', value: roleWords[plan.role] },
    { what: 'Key tied to', value: keyHolderWords(keyHolder) },
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
