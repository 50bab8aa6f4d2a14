import { ApplicationFailure, log, setHandler } from '@temporalio/workflow';
import type { Decision, Facts, Withdrawal } from '../domain/decision';
import { evaluate } from '../domain/evaluate';
import type { Instant } from '../domain/instant';
import { type Refusal, refuse, refuseWithdrawal } from '../domain/refuse';
import type { Standing } from '../domain/standing';
import { approval, askAgain, type AskAgain, decide, type RequestInput, standing, withdraw } from './contract';

/** What the store had recorded at `at`, by its own clock. */
export interface Recorded {
  readonly facts: Facts;
  readonly at: Instant;
}

/** What the workflow knows of its request: noted by the handlers, corrected by the store. */
export interface RequestFile {
  readonly asksAgain: AskAgain[];
  standing(): Standing;
  /** When the step lapses, in milliseconds from now on; at least one. */
  untilLapse(stepId: string): number;
  /** Runs an activity that answers with the store's facts, and takes them over: what was only claimed in a message is dropped. */
  refresh<R extends Recorded>(read: () => Promise<R>): Promise<R>;
}

/** Opens the file and the doors to it. Call it before anything is awaited: a message must not find a closed door. */
export function openFile({ chain, digest }: RequestInput): RequestFile {
  let facts: Facts = { digest, openings: [], decisions: [], withdrawal: null };
  // Time as the store tells it. The workflow's own clock may differ, so it decides nothing: it only wakes us up.
  let at: Instant = 0;
  const asksAgain: AskAgain[] = [];
  const now = () => evaluate(chain, facts, at);

  const note = (decision: Decision): Standing => {
    facts = { ...facts, decisions: [...facts.decisions, decision] };
    at = Math.max(at, decision.at);
    return now();
  };
  const noteWithdrawal = (withdrawal: Withdrawal): Standing => {
    facts = { ...facts, withdrawal };
    at = Math.max(at, withdrawal.at);
    return now();
  };
  const mayNotCount = (decision: Decision) => refuse(chain, facts, decision, decision.at);

  setHandler(decide, note, { validator: (decision) => rejectIf(mayNotCount(decision)) });
  setHandler(withdraw, noteWithdrawal, {
    validator: (withdrawal) => rejectIf(refuseWithdrawal(chain, facts, withdrawal.at)),
  });
  setHandler(approval, (decision) => {
    const refusal = mayNotCount(decision);
    if (refusal) log.info('approval not counted', { code: refusal.code, stepId: decision.stepId });
    else note(decision);
  });
  setHandler(askAgain, (again) => void asksAgain.push(again));
  setHandler(standing, now);

  return {
    asksAgain,
    standing: now,
    untilLapse: (stepId) =>
      Math.max(1, (facts.openings.find((opening) => opening.stepId === stepId)?.lapseAt ?? 0) - at),
    async refresh(read) {
      const before = facts;
      const recorded = await read();
      facts = merge(recorded.facts, notedSince(before, facts));
      at = Math.max(recorded.at, ...facts.decisions.map((decision) => decision.at));
      return recorded;
    },
  };
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
