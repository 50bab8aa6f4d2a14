import { stepOf } from '../domain/chain';
import type { Due, Opening } from '../domain/decision';
import type { Instant } from '../domain/instant';
import { hasConversation } from '../domain/message';
import type { Approver } from '../domain/party';
import { openingOf } from '../domain/schedule';
import type { OpenStep } from '../domain/step-standing';
import type { Link, RequestFile } from '../store/port';
import { copyDraft } from './contact';
import type { ActivityContext } from './context';
import { deadlinesOf } from './deadlines';
import { askDraft, type Asking, holdsLink, questionDraft } from './questions';
import { receiptDrafts } from './receipts';
import { type Known, recorded, type Recorded } from './recorded';
import { requestFile } from './request-file';
import { type Reroute, reroute } from './reroute';
import { type Draft, type Drafted, sendOnce } from './send-once';

type NewOpening = Omit<Opening, 'at'>;

export function askActivities(context: ActivityContext) {
  /**
   * Asks everyone who is owed a question: approvers whose answer is missing and who hold no link, at every step that is open; and the
   * developer, when an approver asked back. Sends the receipts that are due. Nothing is asked twice, however often it runs.
   */
  async function ask(known: Known): Promise<Recorded> {
    return askOnce(context, known, 'ask', (file) => reroute(context, file));
  }

  return { ask };
}

/** One turn of asking, under its own key: what a first attempt wrote is found again by the next, and only sent. */
export async function askOnce(
  context: ActivityContext,
  known: Known,
  activity: string,
  prepare: (file: RequestFile) => Promise<Reroute>,
): Promise<Recorded> {
  const { store } = context;
  const { requestId, turn } = known;
  const letters = await sendOnce(context, requestId, `${activity}.${turn}`, async () =>
    questions(context, await prepare(await requestFile(store, requestId))),
  );
  return recorded(await requestFile(store, requestId), known, letters);
}

async function questions(context: ActivityContext, rerouted: Reroute): Promise<Drafted | undefined> {
  const { store } = context;
  const { file, seatings, tasks, left, events } = rerouted;
  const { id } = file.request;
  const open = file.standing.state === 'pending' ? file.standing.open : [];
  const [known, revisions] = await Promise.all([store.links.ofRequest(id), store.requests.revisions(id)]);
  const links = known.map((link) => (isPassedOn(link, seatings) ? { ...link, closedAt: file.at } : link));
  const plan = await planner(context, file);

  const drafts: Draft[] = [...(await receiptDrafts(context, file))];
  const openings: NewOpening[] = [];
  const asked: string[] = [];
  for (const step of open) {
    const opening = openingFor(file, step, plan);
    if (opening) openings.push(opening);
    const lapseAt = lapseIn(opening ?? openingOf(file.facts, step.stepId)!);
    const isLeft = ({ id: approverId }: Approver) =>
      left.some((each) => each.stepId === step.stepId && each.approverId === approverId);
    const waitingOn = step.waitingOn.filter((each) => !isLeft(each));
    const here = draftsFor(context, { file, links, revisions, lapseAt }, { ...step, waitingOn });
    drafts.push(...here.drafts);
    asked.push(...here.asked);
  }
  if (drafts.length + openings.length + seatings.length + tasks.length === 0) return undefined;

  return {
    drafts,
    openings,
    seatings,
    tasks,
    left,
    events: [...events, ...asked.map((note) => ({ kind: 'step-opened', actor: 'Countersign', note }) as const)],
  };
}

/** Whether the link will be closed with a seating of this turn; its person may be asked again, at another address. */
function isPassedOn({ stepId, approverId }: Link, seatings: Reroute['seatings']): boolean {
  return seatings.some((each) => each.kind !== 'escalated' && each.stepId === stepId && each.from === approverId);
}

/** Whom a step owes a letter, and a sentence for the timeline. */
function draftsFor(
  context: ActivityContext,
  asking: Asking,
  open: OpenStep,
): { readonly drafts: readonly Draft[]; readonly asked: readonly string[] } {
  const { stepId, waitingOn, question } = open;
  const step = stepOf(asking.file.chain, stepId)!;
  const owed = waitingOn.filter(
    ({ id }) => !holdsLink(asking, 'decision', (link) => link.stepId === stepId && link.approverId === id),
  );
  const isAskedBack = question !== null && !holdsLink(asking, 'answer', ({ decisionId }) => decisionId === question.id);
  const names = owed.map(({ name }) => name).join(', ');
  return {
    drafts: [
      ...owed.map((approver) => askDraft(context, asking, step, approver)),
      ...(owed.length > 0 && hasConversation(asking.file.request.ask)
        ? [copyDraft(context, asking.file, step, owed)]
        : []),
      ...(isAskedBack ? [questionDraft(context, asking, open)] : []),
    ],
    asked: [
      ...(owed.length > 0 ? [`Asked ${names}: ${step.title}.`] : []),
      ...(isAskedBack ? [`Passed the question of ${question.approver.name} on to the developer.`] : []),
    ],
  };
}

/** A step's clock starts when it is asked, stands still while the developer is asked back, and starts anew with the answer. */
function openingFor({ facts }: RequestFile, { stepId, question }: OpenStep, plan: Planner): NewOpening | undefined {
  const { digest } = facts;
  const last = facts.openings.findLast(
    (each) => each.stepId === stepId && each.digest === digest && turns.includes(each.because),
  );
  if (question) {
    const isRunning = last?.because === 'asked-back' && last.at >= question.at;
    return isRunning ? undefined : { stepId, digest, because: 'asked-back', dues: plan(stepId, 'developer') };
  }
  if (!last) return { stepId, digest, because: 'opened', dues: plan(stepId, 'approvers') };
  if (last.because === 'asked-back') return { stepId, digest, because: 'answered', dues: plan(stepId, 'approvers') };
  return undefined;
}
/** Openings that say whose turn it is; the others only change the clock. */
const turns: readonly Opening['because'][] = ['opened', 'asked-back', 'answered'];

/** Plans a step's dues; for the developer there is nobody to escalate to. */
export type Planner = (stepId: string, whom: 'approvers' | 'developer') => readonly Due[];

export async function planner(context: ActivityContext, { request, chain, at }: RequestFile): Promise<Planner> {
  const deadlines = await deadlinesOf(context, request.ask.mls);
  return (stepId, whom) => {
    const { clock } = stepOf(chain, stepId)!;
    return deadlines.plan(whom === 'developer' ? { ...clock, escalate: null } : clock, at);
  };
}

function lapseIn({ dues }: Pick<Opening, 'dues'>): Instant {
  return dues.at(-1)!.at;
}
