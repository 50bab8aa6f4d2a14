import { stepOf } from '../domain/chain';
import type { DueKind } from '../domain/decision';
import type { Instant } from '../domain/instant';
import { refuseExtension } from '../domain/refuse-order';
import { sift } from '../domain/evaluate';
import { lapseOf, openingOf } from '../domain/schedule';
import { openStepOf } from '../domain/standing';
import { type OpenStep } from '../domain/step-standing';
import type { Letter, RequestFile } from '../store/port';
import { askOnce, planner } from './ask';
import type { ActivityContext } from './context';
import { deadlinesOf } from './deadlines';
import { fitOf } from './fit';
import { questionDraft, remindDraft } from './questions';
import { type Known, recorded, type Recorded } from './recorded';
import { requestFile } from './request-file';
import { escalation } from './reroute';
import { type Drafted, sendOnce } from './send-once';
import { staffNeeded } from './staff-needed';

/** Something that a step's clock says is due. */
export interface Prompt extends Known {
  readonly stepId: string;
  readonly at: Instant;
}

/** What happens at a step by the clock alone. Each looks at the store first: what is no longer due does nothing. */
export function promptActivities(context: ActivityContext) {
  const whenDue = (prompt: Prompt, kind: DueKind, write: Writer) =>
    writeOnce(context, prompt, `${kind}.${prompt.turn}`, async (file) => {
      const open = dueNow(file, prompt, kind);
      return open ? write(context, file, open) : { drafts: [] };
    });

  return {
    /** Reminds those who have not answered: the step's approvers, or the developer when an approver asked back. */
    remind: (prompt: Prompt): Promise<Recorded> => whenDue(prompt, 'remind', reminders),

    /** Asks the step's alternates beside those who are silent. */
    escalate: (prompt: Prompt): Promise<Recorded> =>
      askOnce(context, prompt, 'escalate', async (file) => {
        const open = dueNow(file, prompt, 'escalate');
        return open ? escalation(context, file, open) : { file, seatings: [], tasks: [], left: [], events: [] };
      }),

    /** Opens a task for staff and writes to them. */
    callStaff: (prompt: Prompt): Promise<Recorded> => whenDue(prompt, 'call-staff', callForHelp),

    /** Lets the step lapse, unless a reminder was delivered so late that those who were asked still have time. */
    lapse: (prompt: Prompt): Promise<Recorded> => whenDue(prompt, 'lapse', lapseOrWait),

    /** Staff give a step its time once more. */
    extend: (order: Extension): Promise<Recorded> =>
      writeOnce(context, order, `extend.${order.turn}`, (file) => extension(context, file, order)),
  };
}

/** More time for a step, as staff ordered it. */
interface Extension extends Known {
  readonly stepId: string;
  readonly by: string;
  readonly reason: string;
}

type Writer = (context: ActivityContext, file: RequestFile, open: OpenStep) => Promise<Drafted>;

async function writeOnce(
  context: ActivityContext,
  known: Known,
  key: string,
  write: (file: RequestFile) => Promise<Drafted>,
): Promise<Recorded> {
  const { store } = context;
  const { requestId } = known;
  const letters = await sendOnce(context, requestId, key, async () => write(await requestFile(store, requestId)));
  return recorded(await requestFile(store, requestId), known, letters);
}

const reminders: Writer = async (context, file, open) => {
  const step = stepOf(file.chain, open.stepId)!;
  const links = await context.store.links.ofRequest(file.request.id);
  const asking = { file, links, revisions: [], lapseAt: lapseOf(file.facts, open.stepId)! };
  const drafts = open.question
    ? [questionDraft(context, asking, open)]
    : (await fitOf(context.store, file, open.waitingOn)).map((approver) =>
        remindDraft(context, asking, step, approver),
      );
  if (drafts.length === 0) return { drafts };
  const whom = drafts.map(({ input }) => input.recipient.name).join(', ');
  return {
    drafts,
    events: [{ kind: 'reminded', actor: 'Countersign', note: `Reminded ${whom}: ${step.title}.` }],
  };
};

const callForHelp: Writer = async (context, file, open) => {
  const note = `Nobody has answered for a long time. ${open.because}`;
  const input = staffNeeded(context, file, note, `${open.stepId}.${file.at}`);
  return { drafts: [{ input }], tasks: [{ stepId: open.stepId, note }] };
};

const lapseOrWait: Writer = async (context, file, open) => {
  const { stepId } = open;
  const mayLapseAt = await earliestLapse(context, file, open);
  if (mayLapseAt <= file.at) return { drafts: [], lapsed: stepId };
  const dues = [{ kind: 'lapse' as const, at: mayLapseAt }];
  return { drafts: [], openings: [{ stepId, digest: file.facts.digest, because: 'reminded-late', dues }] };
};

async function extension(
  context: ActivityContext,
  file: RequestFile,
  { stepId, by, reason }: Extension,
): Promise<Drafted> {
  const { chain, facts, standing, at } = file;
  if (refuseExtension(chain, sift(chain, facts), stepId, at)) return { drafts: [] };
  const isAskedBack = openStepOf(standing, stepId)?.question !== null;
  const dues = (await planner(context, file))(stepId, isAskedBack ? 'developer' : 'approvers');
  const note = `${by} gave "${stepOf(chain, stepId)!.title}" more time: ${reason}`;
  return {
    drafts: [],
    openings: [{ stepId, digest: facts.digest, because: 'extended', dues }],
    events: [{ kind: 'extended', actor: by, note }],
  };
}

/** The open step, when that is what its clock says now; undefined when it was answered, asked anew, or it is too early. */
function dueNow({ facts, standing, at }: RequestFile, prompt: Prompt, kind: DueKind): OpenStep | undefined {
  const isPlanned = openingOf(facts, prompt.stepId)?.dues.some((due) => due.kind === kind && due.at === prompt.at);
  return isPlanned && prompt.at <= at ? openStepOf(standing, prompt.stepId) : undefined;
}

/**
 * When a step may lapse: as many business days after the last delivered mail to each person who is waited for as the chain leaves
 * between its last reminder and the lapse. Whoever got no mail at all gets that time from now on.
 */
async function earliestLapse(context: ActivityContext, file: RequestFile, open: OpenStep): Promise<Instant> {
  const { request, chain, at } = file;
  const { stepId, question } = open;
  const { mls, requester } = request.ask;
  const deadlines = await deadlinesOf(context, mls);
  const { clock } = stepOf(chain, stepId)!;
  const grace = clock.lapse - Math.max(0, ...clock.remind);
  const letters = (await context.store.letters.ofRequest(request.id)).filter((letter) => letter.stepId === stepId);
  const people = question ? [requester] : await fitOf(context.store, file, open.waitingOn);
  const each = people.map(({ email }) => {
    return deadlines.endOfDay(lastDelivered(letters, email) ?? at, grace);
  });
  return Math.max(0, ...each);
}

function lastDelivered(letters: readonly Letter[], email: string): Instant | undefined {
  const sent = letters.flatMap(({ recipient, sentAt }) =>
    recipient.email === email && sentAt !== null ? [sentAt] : [],
  );
  return sent.length > 0 ? Math.max(...sent) : undefined;
}
