import { stepOf } from '../domain/chain';
import type { Instant } from '../domain/instant';
import { refuseExtension } from '../domain/refuse-order';
import { sift } from '../domain/evaluate';
import { lapseOf, openingOf } from '../domain/schedule';
import { openStepOf } from '../domain/standing';
import { type OpenStep } from '../domain/step-standing';
import type { Correspondence, Letter, RequestFile } from '../store/port';
import { askOnce, planner } from './ask';
import type { ActivityContext } from './context';
import { deadlinesOf } from './deadlines';
import { firstTry } from './deliver';
import { questionDraft, remindDraft } from './questions';
import { type Known, recorded, type Recorded } from './recorded';
import { aboutRequest, letterAbout, requestFile } from './request-file';
import { escalation } from './reroute';

/** Something that a step's clock says is due. */
export interface Prompt extends Known {
  readonly stepId: string;
  readonly at: Instant;
}

/** What happens at a step by the clock alone. Each looks at the store first: what is no longer due does nothing. */
export function promptActivities(context: ActivityContext) {
  const { store, renderer, settings } = context;

  /** Reminds those who have not answered: the step's approvers, or the developer when an approver asked back. */
  async function remind(prompt: Prompt): Promise<Recorded> {
    return whenDue(prompt, 'remind', async (file, open) => {
      const step = stepOf(file.chain, open.stepId)!;
      const links = await store.links.ofRequest(file.request.id);
      const lapseAt = lapseOf(file.facts, open.stepId)!;
      const asking = { file, links, revisions: [], lapseAt };
      const drafts = open.question
        ? [questionDraft(context, asking, open)]
        : open.waitingOn.map((approver) => remindDraft(context, asking, step, approver));
      const whom = drafts.map(({ input }) => input.recipient.name).join(', ');
      return {
        letters: await Promise.all(drafts.map(({ input }) => renderer.render(input))),
        links: drafts.map(({ link }) => link),
        events: [{ kind: 'reminded', actor: 'Countersign', note: `Reminded ${whom}: ${step.title}.` }],
      };
    });
  }

  /** Asks the step's alternates beside those who are silent. */
  async function escalate(prompt: Prompt): Promise<Recorded> {
    return askOnce(context, prompt, 'escalate', async (file) => {
      const open = dueNow(file, prompt, 'escalate');
      return open ? escalation(context, file, open) : { file, seatings: [], tasks: [], events: [] };
    });
  }

  /** Opens a task for staff and writes to them. */
  async function callStaff(prompt: Prompt): Promise<Recorded> {
    return whenDue(prompt, 'call-staff', async (file, open) => {
      const { requester } = file.request.ask;
      const note = `Nobody has answered for a long time. ${open.because}`;
      const variables = {
        ...aboutRequest(file),
        requester: { name: requester.name, company: requester.company },
        note,
        consoleUrl: `${settings.baseUrl}/console/requests/${file.request.id}`,
      };
      const part = `${open.stepId}.${prompt.at}`;
      const letter = letterAbout(file, 'staff-needed', variables, { part, recipient: settings.support });
      return { letters: [await renderer.render(letter)], tasks: [{ stepId: open.stepId, note }] };
    });
  }

  /** Lets the step lapse, unless a reminder was delivered so late that those who were asked still have time. */
  async function lapse(prompt: Prompt): Promise<Recorded> {
    return whenDue(prompt, 'lapse', async (file, open) => {
      const stepId = open.stepId;
      const mayLapseAt = await earliestLapse(context, file, open);
      if (mayLapseAt <= file.at) return { letters: [], lapsed: stepId };
      const dues = [{ kind: 'lapse' as const, at: mayLapseAt }];
      return { letters: [], openings: [{ stepId, digest: file.facts.digest, because: 'reminded-late', dues }] };
    });
  }

  /** Staff give a step its time once more. */
  async function extend(order: Known & { readonly stepId: string; readonly by: string; readonly reason: string }) {
    return writeOnce(order, `extend.${order.turn}`, async (file) => {
      const { stepId, by, reason } = order;
      if (refuseExtension(file.chain, sift(file.chain, file.facts), stepId, file.at)) return { letters: [] };
      const isAskedBack = openStepOf(file.standing, stepId)?.question !== null;
      const dues = (await planner(context, file))(stepId, isAskedBack ? 'developer' : 'approvers');
      const note = `${by} gave "${stepOf(file.chain, stepId)!.title}" more time: ${reason}`;
      return {
        letters: [],
        openings: [{ stepId, digest: file.facts.digest, because: 'extended', dues }],
        events: [{ kind: 'extended', actor: by, note }],
      };
    });
  }

  async function whenDue(
    prompt: Prompt,
    kind: Parameters<typeof dueNow>[2],
    write: (file: RequestFile, open: OpenStep) => Promise<Written>,
  ): Promise<Recorded> {
    return writeOnce(prompt, `${kind}.${prompt.turn}`, async (file) => {
      const open = dueNow(file, prompt, kind);
      return open ? write(file, open) : { letters: [] };
    });
  }

  async function writeOnce(
    known: Known,
    key: string,
    write: (file: RequestFile) => Promise<Written>,
  ): Promise<Recorded> {
    const { requestId } = known;
    const before = await store.letters.written(requestId, key);
    const written =
      before ?? (await store.letters.write({ requestId, key, ...(await write(await requestFile(store, requestId))) }));
    const letters = await firstTry(context, written);
    return recorded(await requestFile(store, requestId), known, letters);
  }

  return { remind, escalate, callStaff, lapse, extend };
}

type Written = Omit<Correspondence, 'requestId' | 'key'>;

/** The open step, when that is what its clock says now; undefined when it was answered, asked anew, or it is too early. */
function dueNow(
  { facts, standing, at }: RequestFile,
  prompt: Prompt,
  kind: 'remind' | 'escalate' | 'call-staff' | 'lapse',
): OpenStep | undefined {
  const isPlanned = openingOf(facts, prompt.stepId)?.dues.some((due) => due.kind === kind && due.at === prompt.at);
  return isPlanned && prompt.at <= at ? openStepOf(standing, prompt.stepId) : undefined;
}

/**
 * When a step may lapse: as many business days after the last delivered mail to each person who is waited for as the chain leaves
 * between its last reminder and the lapse. Whoever got no mail at all gets that time from now on.
 */
async function earliestLapse(
  context: ActivityContext,
  { request, chain, at }: RequestFile,
  { stepId, waitingOn, question }: OpenStep,
): Promise<Instant> {
  const { mls, requester } = request.ask;
  const deadlines = await deadlinesOf(context, mls);
  const { clock } = stepOf(chain, stepId)!;
  const grace = clock.lapse - Math.max(0, ...clock.remind);
  const letters = (await context.store.letters.ofRequest(request.id)).filter((letter) => letter.stepId === stepId);
  const people = question ? [requester] : waitingOn;
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
