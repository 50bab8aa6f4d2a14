import { stepOf, type Step } from '../domain/chain';
import { evaluate, sift } from '../domain/evaluate';
import type { Approver } from '../domain/party';
import { refuseSitter } from '../domain/refuse';
import { openingOf } from '../domain/schedule';
import type { OpenStep } from '../domain/step-standing';
import { asksBeside, unreachableWords } from '../domain/unreachable';
import type { Correspondence, NewEvent, RequestFile, Task } from '../store/port';
import { dayIn } from './calendar';
import type { ActivityContext } from './context';
import { fitOf } from './fit';

type NewSeating = NonNullable<Correspondence['seatings']>[number];

/** Who is asked in whose place from now on, and what only staff can help with. */
export interface Reroute {
  readonly file: RequestFile;
  readonly seatings: readonly NewSeating[];
  readonly tasks: readonly Pick<Task, 'stepId' | 'note'>[];
  /** Who may not decide, and nobody was found for: their links are closed, and they are asked no more. */
  readonly left: NonNullable<Correspondence['left']>;
  readonly events: readonly NewEvent[];
}

/**
 * Looks after those who cannot answer: an approver's standing order sends the question to their stand-in; whoever may no longer decide
 * is replaced by their backup on the register, or an alternate of the step; and where nobody is left, staff are called.
 */
export async function reroute({ store }: ActivityContext, file: RequestFile): Promise<Reroute> {
  const { standing } = file;
  if (standing.state !== 'pending') return { file, seatings: [], tasks: [], left: [], events: [] };
  const { ask } = file.request;
  const asked = standing.open.flatMap(({ waitingOn }) => waitingOn);
  const alternates = file.chain.steps.flatMap((step) => step.alternates);
  const [absences, unfit] = await Promise.all([
    store.absences.on(
      today(file),
      asked.map(({ id }) => id),
      ask,
    ),
    store.directory.unauthorized([...asked, ...alternates], ask),
  ]);
  const unfitness = new Map(unfit.map((each) => [each.approverId, each]));

  const open = openPlaces(file);
  const seatings: NewSeating[] = [];
  const tasks: Pick<Task, 'stepId' | 'note'>[] = [];
  const left: { stepId: string; approverId: string }[] = [];
  for (const { step, approver } of open.places) {
    const absence = absences.find(({ approverId }) => approverId === approver.id);
    const gone = unfitness.get(approver.id);
    if (!absence && !gone) continue;
    const fit = step.alternates.filter(({ id }) => !unfitness.has(id));
    const candidates = [
      ...(absence ? [absence.to] : []),
      ...(gone?.instead ? [gone.instead] : []),
      ...(gone ? fit : []),
    ];
    const to = candidates.find(
      (each) => !seatings.some(({ to: taken }) => taken.id === each.id) && open.mayTake(step, each, approver),
    );
    if (to)
      seatings.push(seatingOf(step, approver, to, to === absence?.to ? absence.until : null, gone?.because ?? ''));
    else if (gone) {
      left.push({ stepId: step.id, approverId: approver.id });
      tasks.push({ stepId: step.id, note: `${gone.because} Name somebody else for "${step.title}".` });
    }
  }
  for (const { stepId, isShort, because } of standing.open) if (isShort) tasks.push({ stepId, note: because });
  seatings.push(...(await besideUnreachable(store, withSeatings(file, seatings), unfitness)));
  return { file: withSeatings(file, seatings), seatings, tasks, left, events: seatings.map(eventOf) };
}

/** The alternates who are asked beside those of whom a mail said that they will not answer soon, one for each, once. */
async function besideUnreachable(
  { mails }: ActivityContext['store'],
  file: RequestFile,
  unfitness: ReadonlyMap<string, unknown>,
): Promise<readonly NewSeating[]> {
  const said = await mails.unreachable(file.request.id);
  if (said.length === 0) return [];
  const { places, mayTake } = openPlaces(file);
  const made: NewSeating[] = [];
  for (const { step, approver } of places) {
    const because = said.findLast(({ stepId, approverId }) => stepId === step.id && approverId === approver.id);
    const isBeside = file.facts.seatings.some(
      ({ stepId, from, kind }) => stepId === step.id && from === approver.id && kind === 'escalated',
    );
    if (!because || isBeside || !asksBeside(because, today(file), escalationDay(file, step.id))) continue;
    const to = step.alternates.find(
      (each) => !unfitness.has(each.id) && !made.some(({ to: taken }) => taken.id === each.id) && mayTake(step, each),
    );
    const reason = `${approver.name} ${unreachableWords(because)}.`;
    if (to) made.push({ stepId: step.id, from: approver.id, to, kind: 'escalated', by: 'Countersign', reason });
  }
  return made;
}

function today({ request, at }: RequestFile): string {
  return dayIn(request.ask.mls.timeZone, at);
}

/** The day on which the clock asks alternates, or else ends the step. */
function escalationDay({ request, facts }: RequestFile, stepId: string): string | undefined {
  const dues = openingOf(facts, stepId)?.dues ?? [];
  const due = dues.find(({ kind }) => kind === 'escalate') ?? dues.at(-1);
  return due && dayIn(request.ask.mls.timeZone, due.at);
}

/** The alternates who are asked beside those who are silent, one for each. */
export async function escalation(
  { store }: ActivityContext,
  file: RequestFile,
  { stepId, waitingOn }: OpenStep,
): Promise<Reroute> {
  const step = stepOf(file.chain, stepId)!;
  const { mayTake } = openPlaces(file);
  const free = (await fitOf(store, file, step.alternates)).filter((each) => mayTake(step, each));
  const silent = waitingOn.slice(0, free.length);
  const seatings = silent.map((approver, index): NewSeating => {
    const reason = `${approver.name} has not answered.`;
    return { stepId, from: approver.id, to: free[index]!, kind: 'escalated', by: 'Countersign', reason };
  });
  return { file: withSeatings(file, seatings), seatings, tasks: [], left: [], events: seatings.map(eventOf) };
}

function openPlaces({ chain, facts, standing, at }: RequestFile) {
  const counting = sift(chain, facts);
  const open = standing.state === 'pending' ? standing.open : [];
  return {
    places: open.flatMap(({ stepId, waitingOn }) => {
      const step = stepOf(chain, stepId)!;
      return waitingOn.map((approver) => ({ step, approver }));
    }),
    mayTake: (step: Step, who: Approver, from?: Approver) =>
      refuseSitter(chain, step, counting, who, at, from?.id) === undefined,
  };
}

function seatingOf(step: Step, from: Approver, to: Approver, until: string | null, because: string): NewSeating {
  return until === null
    ? {
        stepId: step.id,
        from: from.id,
        to,
        kind: 'reassigned',
        by: 'Countersign',
        reason: because,
      }
    : { stepId: step.id, from: from.id, to, kind: 'away', by: from.name, reason: `Away until ${until}.` };
}

function eventOf({ kind, to, by, reason, stepId, from }: NewSeating): NewEvent {
  return { kind, actor: by, note: `${to.name} is asked: ${reason}`, detail: { stepId, from, to: to.id } };
}

/** The file as it will be once the seatings are written. */
function withSeatings(file: RequestFile, seatings: readonly NewSeating[]): RequestFile {
  if (seatings.length === 0) return file;
  const made = seatings.map((seating, index) => ({ ...seating, id: `new-${index}`, at: file.at }));
  const facts = { ...file.facts, seatings: [...file.facts.seatings, ...made] };
  return { ...file, facts, standing: evaluate(file.chain, facts, file.at) };
}
