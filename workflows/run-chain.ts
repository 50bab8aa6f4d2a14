import { allHandlersFinished, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { DueKind } from '../domain/decision';
import type { StepDue } from '../domain/schedule';
import type { Standing } from '../domain/standing';
import { ask, callStaff, escalate, extend, lapse, record, remind } from './activities';
import type { RequestInput } from './contract';
import type { RequestFile } from './file';
import type { Post } from './post';

/** Well below the server's limits of 50,000 events, 10,000 signals and 2,000 updates a run. */
const longHistory = 4_000;

/** Asks until the chain is approved, denied, lapsed, withdrawn or revoked; resolves with where it then stands. */
export async function runChain(file: RequestFile, post: Post): Promise<Standing> {
  for (;;) {
    await askUntilDecided(file, post);
    // Approved in a message is not approved on record: the store judges before anything follows.
    post.send(await file.refresh(record));
    const standing = file.standing();
    if (standing.state === 'pending') continue;
    if (standing.state !== 'approved' || !(await isTakenBack(file, standing.at))) return standing;
  }
}

/** Asks whoever is owed a question, listens, and does what the clock says, as long as somebody's answer is missing. */
async function askUntilDecided(file: RequestFile, post: Post): Promise<void> {
  if (file.standing().state === 'pending') post.send(await file.refresh(ask));
  while (file.standing().state === 'pending') {
    await startOverIfLong(file, post);
    const due = file.nextDue();
    if (await file.news(due)) await takeNote(file, post);
    else if (due) await doWhatIsDue(file, post, due);
  }
}

async function takeNote(file: RequestFile, post: Post): Promise<void> {
  for (let order = file.extensions.shift(); order; order = file.extensions.shift()) {
    const extension = order;
    post.send(await file.refresh((known) => extend({ ...known, ...extension })));
  }
  if (file.standing().state === 'pending') post.send(await file.refresh(ask));
}

async function doWhatIsDue(file: RequestFile, post: Post, due: StepDue): Promise<void> {
  const { kind, stepId, at } = due;
  post.send(await file.refresh((known) => prompts[kind]({ ...known, stepId, at })));
  file.done(due);
}

const prompts: Readonly<Record<DueKind, typeof remind>> = { remind, escalate, 'call-staff': callStaff, lapse };

/** The time after the last approval in which a "not me" stops the request before there is a key. */
async function isTakenBack(file: RequestFile, approvedAt: number): Promise<boolean> {
  const minutes = file.stopMinutes();
  if (minutes === 0) return false;
  const until = { at: approvedAt + minutes * 60_000 };
  while (await file.news(until)) {
    await file.refresh(record);
    if (file.standing().state !== 'approved') return true;
  }
  return false;
}

/** Goes on as a new run once the history is long. Nothing may be under way: what is noted here must be in the store first. */
async function startOverIfLong(file: RequestFile, post: Post): Promise<void> {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  if (historyLength < longHistory && !continueAsNewSuggested) return;
  if (post.underway() > 0 || file.extensions.length > 0 || !allHandlersFinished()) return;
  await continueAsNew<(input: RequestInput) => Promise<Standing>>(file.resumed());
}
