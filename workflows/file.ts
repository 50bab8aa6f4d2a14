import { ApplicationFailure, condition, log, setHandler } from '@temporalio/workflow';
import type { Known, Recorded } from '../activities/index';
import type { Decision, Facts, Withdrawal } from '../domain/decision';
import { noFacts } from '../domain/decision';
import { evaluate, sift } from '../domain/evaluate';
import type { Instant } from '../domain/instant';
import { type Refusal, refuse } from '../domain/refuse';
import { refuseWithdrawal } from '../domain/refuse-order';
import { nextDue, type StepDue } from '../domain/schedule';
import type { Standing } from '../domain/standing';
import {
  approval,
  changed,
  decide,
  extendStep,
  type Extension,
  type RequestInput,
  type Resume,
  standing,
  withdraw,
} from './contract';

/** What the workflow knows of its request: noted by the handlers, corrected by the store. */
export interface RequestFile {
  readonly extensions: Extension[];
  standing(): Standing;
  /** How long the key waits after the last approval. */
  stopMinutes(): number;
  /** Whether anybody is only told how it ends. */
  informsOthers(): boolean;
  /** What the clock says is due next. */
  nextDue(): StepDue | undefined;
  /** It is not due any more. */
  done(due: StepDue): void;
  /** Waits for a message, at most until `due`; true when one came. */
  news(due?: Pick<StepDue, 'at'>): Promise<boolean>;
  /** The same for so many milliseconds. */
  newsWithin(ms: number): Promise<boolean>;
  /** What an activity is told that answers with something else than facts. */
  known(): Known;
  /** Runs an activity that answers with the store's facts, and takes them over: what was only claimed in a message is dropped. */
  refresh<R extends Recorded>(read: (known: Known) => Promise<R>): Promise<R>;
  /** What the next run needs to go on from here. */
  resumed(): RequestInput;
}

/** Opens the file and the doors to it. Call it before anything is awaited: a message must not find a closed door. */
export function openFile(input: RequestInput): RequestFile {
  const { requestId, resume = { turn: 0, done: {} } } = input;
  let { chain, revision } = input;
  let facts = noFacts(input.digest);
  // Time as the store tells it. The workflow's own clock may differ, so it decides nothing: it only wakes us up.
  let at: Instant = 0;
  let ahead = 0;
  let turn = resume.turn;
  let isNews = false;
  let isReading = false;
  const done: Record<string, Instant> = { ...resume.done };
  const extensions: Extension[] = [];

  const now = () => evaluate(chain, facts, at);
  const mayNotCount = (decision: Decision) => refuse(chain, sift(chain, facts), decision, decision.at);
  const mayNotWithdraw = (withdrawal: Withdrawal) => refuseWithdrawal(chain, sift(chain, facts), withdrawal.at);
  const isEarly = (refusal: Refusal | undefined) => isReading && refusal?.code === 'step-not-open';

  const note = (decision: Decision): Standing => {
    facts = { ...facts, decisions: [...facts.decisions, decision] };
    at = Math.max(at, decision.at);
    isNews = true;
    return now();
  };
  const noteWithdrawal = (withdrawal: Withdrawal): Standing => {
    facts = { ...facts, withdrawal };
    at = Math.max(at, withdrawal.at);
    isNews = true;
    return now();
  };

  const known = (): Known => {
    isNews = false;
    turn += 1;
    return { requestId, turn, revision };
  };
  const newsWithin = (ms: number) => condition(() => isNews, Math.max(1, ms));

  openDoors(
    { now, mayNotCount, isEarly, note, noteWithdrawal, mayNotWithdraw, wake: () => (isNews = true) },
    extensions,
  );

  return {
    extensions,
    standing: now,
    stopMinutes: () => chain.stopMinutes,
    informsOthers: () => chain.informed.length > 0,
    nextDue: () => nextDue(now(), facts, done),
    done(due) {
      // The store's clock may still be short of it: then it is due again.
      if (at >= due.at) done[due.stepId] = due.at;
    },
    async news(due) {
      if (due) return newsWithin(due.at - (Date.now() + ahead));
      await condition(() => isNews);
      return true;
    },
    newsWithin,
    known,
    async refresh(read) {
      const before = facts;
      isReading = true;
      const recorded = await read(known()).finally(() => (isReading = false));
      facts = merge(recorded.facts, notedSince(before, facts));
      if (recorded.chain) chain = recorded.chain;
      ({ revision } = recorded);
      at = Math.max(recorded.at, ...facts.decisions.map((decision) => decision.at));
      ahead = recorded.at - Date.now();
      return recorded;
    },
    resumed: () => ({ requestId, digest: facts.digest, chain, revision, resume: { turn, done } satisfies Resume }),
  };
}

/** What the handlers may ask of a file and do to it. */
interface Desk {
  now(): Standing;
  mayNotCount(decision: Decision): Refusal | undefined;
  mayNotWithdraw(withdrawal: Withdrawal): Refusal | undefined;
  /** The mail of a step can be answered before the activity that sent it has reported that the step is open. */
  isEarly(refusal: Refusal | undefined): boolean;
  note(decision: Decision): Standing;
  noteWithdrawal(withdrawal: Withdrawal): Standing;
  wake(): void;
}

/** Handlers only note; the main function acts. */
function openDoors(desk: Desk, extensions: Extension[]): void {
  setHandler(
    decide,
    async (decision) => {
      await condition(() => !desk.isEarly(desk.mayNotCount(decision)));
      rejectIf(desk.mayNotCount(decision));
      return desk.note(decision);
    },
    {
      validator(decision) {
        const refusal = desk.mayNotCount(decision);
        if (!desk.isEarly(refusal)) rejectIf(refusal);
      },
    },
  );
  setHandler(withdraw, (withdrawal) => desk.noteWithdrawal(withdrawal), {
    validator: (withdrawal) => rejectIf(desk.mayNotWithdraw(withdrawal)),
  });
  setHandler(approval, (decision) => {
    const refusal = desk.mayNotCount(decision);
    if (refusal) log.info('approval not counted', { code: refusal.code, stepId: decision.stepId });
    else desk.note(decision);
    // Whatever came, the store has the last word.
    desk.wake();
  });
  setHandler(changed, () => desk.wake());
  setHandler(extendStep, (extension) => {
    extensions.push(extension);
    desk.wake();
  });
  setHandler(standing, () => desk.now());
}

/** What handlers noted while an activity was reading the store, and so may be missing in what it read. */
function notedSince(before: Facts, after: Facts): Pick<Facts, 'decisions' | 'withdrawal'> {
  return {
    decisions: after.decisions.filter((decision) => !before.decisions.includes(decision)),
    withdrawal: after.withdrawal === before.withdrawal ? null : after.withdrawal,
  };
}

function merge(recorded: Facts, noted: Pick<Facts, 'decisions' | 'withdrawal'>): Facts {
  const known = new Set(recorded.decisions.map(({ id }) => id));
  return {
    ...recorded,
    decisions: [...recorded.decisions, ...noted.decisions.filter(({ id }) => !known.has(id))],
    withdrawal: recorded.withdrawal ?? noted.withdrawal,
  };
}

/** A plain error would stall the whole workflow; an ApplicationFailure only rejects this one message. */
function rejectIf(refusal: Refusal | undefined): void {
  if (refusal) throw ApplicationFailure.create({ type: refusal.code, message: refusal.because });
}
