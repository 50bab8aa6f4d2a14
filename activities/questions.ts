import type { Step } from '../domain/chain';
import { type Answer, type Decision, isQuestion } from '../domain/decision';
import { isSufficient } from '../domain/evidence';
import type { Instant } from '../domain/instant';
import { hasConversation } from '../domain/message';
import type { Approver } from '../domain/party';
import type { OpenStep } from '../domain/step-standing';
import { openedAt } from '../domain/schedule';
import { handOverTo } from '../domain/seats';
import type { Ask } from '../domain/request';
import { keyHolderWords, roleWords } from '../domain/words';
import { hashReplyCode, newReplyCode } from '../secrets/token';
import type { Link, RequestFile, Revision } from '../store/port';
import type { TemplateVariables } from '../templates';
import { inWords } from './calendar';
import { statedIn } from './contact';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { aboutAndRequester, aboutDirect, aboutRequest, letterAbout } from './request-file';
import type { Draft } from './send-once';

/** What the letters about a step need to know. */
export interface Asking {
  readonly file: RequestFile;
  /** Decision and answer links so far. */
  readonly links: readonly Link[];
  readonly revisions: readonly Revision[];
  readonly lapseAt: Instant;
}

/** The question to one approver. */
export function askDraft(context: ActivityContext, asking: Asking, step: Step, approver: Approver): Draft {
  const { file, lapseAt } = asking;
  const { request, chain } = file;
  const { ask } = request;
  const { url, code, link, generation, replyCode } = decisionLink(context.settings, asking, step, approver);
  const question = {
    approver: { name: approver.name, title: approver.title },
    step: { title: step.title, number: chain.steps.indexOf(step) + 1, count: chain.steps.length },
    decisionUrl: url,
    code,
    replyCode,
    lapseAt: inWords(lapseAt, ask.mls.timeZone),
    again: generation > 1,
    note: noteFor(file, step, approver),
    exchange: exchangeWith(file, step, approver),
    changes: ask.change ? [...ask.change.differences] : changesSince(asking, step, approver),
  };
  const how = { part: `${step.id}.${approver.id}.${generation}`, recipient: approver, stepId: step.id };
  if (hasConversation(ask)) {
    const { support } = context.settings;
    const isByMailOnly = !isSufficient(step.accepts, 'link+code');
    const variables = { ...aboutDirect(file), ...question, ...statedIn(file), isByMailOnly, support: support.email };
    return { input: letterAbout(file, 'contact', variables, { ...how, copy: support }), link };
  }
  const variables = {
    ...aboutRequest(file),
    ...question,
    requester: { name: ask.requester.name, company: ask.requester.company, email: ask.requester.email },
    role: roleWords[ask.plan.role],
    keyHolder: keyHolderWords(ask.keyHolder),
    product: ask.product,
    use: ask.use,
    isRegistration: ask.kind === 'registration',
    grant: grantIn(ask),
  };
  return { input: letterAbout(file, 'ask', variables, how), link };
}

/** What was granted before, for a question about a renewal or a change. */
function grantIn({ change, mls }: Ask): TemplateVariables<'ask'>['grant'] {
  if (!change) return null;
  const { kind, approvedAt, until } = change;
  return {
    isRenewal: kind === 'renewal',
    approvedAt: inWords(approvedAt, mls.timeZone),
    until: until === null ? null : inWords(until, mls.timeZone),
  };
}

/** The same question once more, to somebody who has not answered. */
export function remindDraft({ settings }: ActivityContext, asking: Asking, step: Step, approver: Approver): Draft {
  const { file, lapseAt } = asking;
  const { mls, requester } = file.request.ask;
  const { url, code, link, generation, replyCode } = decisionLink(settings, asking, step, approver);
  const variables = {
    ...aboutRequest(file),
    approver: { name: approver.name, title: approver.title },
    requester: { name: requester.name, company: requester.company },
    step: { title: step.title },
    askedAt: inWords(openedAt(file.facts, step.id) ?? file.at, mls.timeZone),
    decisionUrl: url,
    code,
    replyCode,
    lapseAt: inWords(lapseAt, mls.timeZone),
  };
  const part = `${step.id}.${approver.id}.${generation}`;
  return { input: letterAbout(file, 'remind', variables, { part, recipient: approver, stepId: step.id }), link };
}

/** An approver's question or proposal, to the developer. */
export function questionDraft({ settings }: ActivityContext, asking: Asking, { stepId, question }: OpenStep): Draft {
  const { file, links, lapseAt } = asking;
  const decision = question!;
  const generation = nextGeneration(links.filter(({ decisionId }) => decisionId === decision.id));
  const { url, code, link } = newLink(settings.baseUrl, 'answer', {
    stepId,
    decisionId: decision.id,
    generation,
    digest: file.request.digest,
    deadline: lapseAt,
  });
  const variables = {
    ...aboutAndRequester(file),
    approver: { name: decision.approver.name, title: decision.approver.title },
    question: decision.reason,
    proposal: decision.verdict === 'propose' ? decision.plan.name : null,
    referral: decision.verdict === 'refer' ? decision.mls.name : null,
    answerUrl: url,
    code,
    lapseAt: inWords(lapseAt, file.request.ask.mls.timeZone),
    again: generation > 1,
  };
  return { input: letterAbout(file, 'question', variables, { part: `${decision.id}.${generation}`, stepId }), link };
}

/** Whether somebody holds a link that is still good for what is asked now. */
export function holdsLink(
  { links, file }: Pick<Asking, 'links' | 'file'>,
  purpose: 'decision' | 'answer',
  isTheirs: (link: Link) => boolean,
): boolean {
  return links.some(
    (link) =>
      link.purpose === purpose && link.closedAt === null && link.digest === file.request.digest && isTheirs(link),
  );
}

/** With a reply code where the step takes an answer by mail; support may also bring in the one that only mail can give. */
function decisionLink(
  { baseUrl, takesReplies }: ActivityContext['settings'],
  { file, links, lapseAt }: Asking,
  step: Step,
  approver: Approver,
) {
  const earlier = links.filter(
    ({ purpose, stepId, approverId }) => purpose === 'decision' && stepId === step.id && approverId === approver.id,
  );
  const generation = nextGeneration(earlier);
  const made = newLink(baseUrl, 'decision', {
    stepId: step.id,
    approverId: approver.id,
    generation,
    digest: file.request.digest,
    deadline: lapseAt,
  });
  const isByMail = step.accepts.includes('reply') && (takesReplies || hasConversation(file.request.ask));
  if (!isByMail) return { ...made, generation, replyCode: null };
  const replyCode = newReplyCode();
  return { ...made, link: { ...made.link, replyHash: hashReplyCode(replyCode) }, generation, replyCode };
}

function nextGeneration(links: readonly Link[]): number {
  return Math.max(0, ...links.map(({ generation }) => generation)) + 1;
}

/** Why this person is asked, when the chain does not name them. */
function noteFor({ facts }: RequestFile, step: Step, approver: Approver): string | null {
  const handOver = handOverTo(step, facts, approver.id);
  if (!handOver) return null;
  const { kind, from, by, reason } = handOver;
  switch (kind) {
    case 'escalated':
      return `${from.name} has not answered yet; you may answer in their place.`;
    case 'away':
      return `${from.name} is away and asked that you answer in their place.`;
    case 'reassigned':
      return `${by} asks you in place of ${from.name}: ${reason}`;
    case 'delegated':
      return `${from.name} handed this on to you${reason ? `: ${reason}` : '.'}`;
  }
}

/** The person's last question with what the developer answered. */
function exchangeWith(
  { facts, request }: RequestFile,
  step: Step,
  approver: Approver,
): TemplateVariables<'ask'>['exchange'] {
  const asked = facts.decisions.filter(
    (each) =>
      each.stepId === step.id && each.approver.id === approver.id && each.digest === request.digest && isQuestion(each),
  );
  const answered = asked.flatMap((question) => {
    const answer = facts.answers.find(({ questionId }) => questionId === question.id);
    return answer ? [{ question, answer }] : [];
  });
  const last = answered.at(-1);
  return last ? exchange(last.question, last.answer) : null;
}

function exchange(question: Decision, { text, by, attachments }: Answer) {
  return { question: askedWords(question), answer: text, by, attachments: attachments.map(({ name }) => name) };
}

function askedWords(question: Decision): string {
  if (question.verdict === 'propose') return `The plan ${question.plan.name} instead: ${question.reason}`;
  if (question.verdict === 'refer') return `${question.mls.name} must be asked instead: ${question.reason}`;
  return question.reason;
}

/** What is asked differently since this person was last asked about an earlier revision. */
function changesSince({ file, links, revisions }: Asking, step: Step, approver: Approver): Changes {
  const earlier = links.filter(
    (link) =>
      link.stepId === step.id &&
      link.approverId === approver.id &&
      link.purpose === 'decision' &&
      link.digest !== file.request.digest,
  );
  const before = revisions.findLast(({ digest }) => earlier.some((link) => link.digest === digest))?.ask;
  if (!before) return [];
  const { ask } = file.request;
  const all = [
    { what: 'MLS', before: before.mls.name, after: ask.mls.name },
    { what: 'Data plan', before: before.plan.name, after: ask.plan.name },
    { what: 'May see', before: roleWords[before.plan.role], after: roleWords[ask.plan.role] },
    { what: 'Key acts for', before: keyHolderWords(before.keyHolder), after: keyHolderWords(ask.keyHolder) },
    { what: 'Use', before: before.use, after: ask.use },
  ];
  return all.filter((each) => each.before !== each.after);
}
type Changes = { readonly what: string; readonly before: string; readonly after: string }[];
