import { type Chain, defaultClock, type Step } from '../../domain/chain';
import {
  type Act,
  type Answer,
  type Decision,
  type Facts,
  noFacts,
  type Opening,
  type Override,
  type Said,
  type Seating,
} from '../../domain/decision';
import { noLimits } from '../../domain/limits';
import type { Approver, Party } from '../../domain/party';
import type { MailJudgement } from '../../domain/received-mail';

/** Small, readable facts for tables: `approver('ann')`, `step('mls', ['ann', 'bob'])`, `decision('mls', 'ann', 'approve', 5)`. */

export const digest = 'd1';

/** The `after` of a step that names none: `chain` puts the step after the one before it. */
const unplaced: readonly string[] = [];

export function approver(id: string): Approver {
  return { id, name: id[0]!.toUpperCase() + id.slice(1), email: `${id}@mls.example`, title: 'MLS admin' };
}

/** A staff member, as `by` of an override. */
export function staff(id: string): Party {
  return { id, name: id[0]!.toUpperCase() + id.slice(1), email: `${id}@operator.example` };
}

export function step(id: string, approverIds: readonly string[], more: Partial<Step> = {}): Step {
  return {
    id,
    title: `${id} approval`,
    after: unplaced,
    approvers: approverIds.map(approver),
    alternates: [],
    quorum: 'any',
    denials: 1,
    accepts: ['link+code', 'reply'],
    clock: defaultClock,
    exempt: null,
    ...more,
  };
}

/** The steps one after the other, unless a step names its `after`. */
export function chain(...steps: Step[]): Chain {
  return {
    version: 1,
    steps: steps.map((each, index) =>
      each.after === unplaced && index > 0 ? { ...each, after: [steps[index - 1]!.id] } : each,
    ),
    informed: [],
    barred: [],
    stopMinutes: 0,
  };
}

/** An act with whatever belongs to its verdict: `act('mls', 'ann', { verdict: 'delegate', to: approver('dan') }, 5)`. */
export function act(stepId: string, who: string, what: Act, at: number, more: Partial<Said> = {}): Decision {
  return {
    id: `${stepId}-${who}-${at}`,
    requestId: 'r1',
    stepId,
    approver: approver(who),
    reason: reasons[what.verdict] ?? '',
    grade: 'link+code',
    digest,
    evidenceId: `e-${stepId}-${who}-${at}`,
    at,
    ...more,
    ...what,
  };
}

const reasons: Readonly<Partial<Record<Act['verdict'], string>>> = {
  deny: 'not in our policy',
  ask: 'for which site?',
  propose: 'a smaller plan will do',
  revoke: 'a mistake',
};

export function decision(
  stepId: string,
  who: string,
  verdict: 'approve' | 'deny' | 'ask' | 'recuse' | 'revoke',
  at: number,
  more: Partial<Said> = {},
): Decision {
  return act(stepId, who, verdict === 'approve' ? { verdict, limits: noLimits } : { verdict }, at, more);
}

export function opening(stepId: string, at: number, lapseAt = 1_000): Opening {
  return { stepId, digest, at, because: 'opened', dues: [{ at: lapseAt, kind: 'lapse' }] };
}

/** Every step of the chain put to its approvers at 0; whether it may be answered depends on its turn. */
export function opened({ steps }: Chain): readonly Opening[] {
  return steps.map(({ id }) => opening(id, 0));
}

export function answer(questionId: string, at: number, more: Partial<Answer> = {}): Answer {
  return { id: `${questionId}-answer-${at}`, questionId, by: 'Dana', text: 'For ours.', attachments: [], at, ...more };
}

/** Gives `from`'s place at the step to `to`. */
export function seating(
  stepId: string,
  from: string,
  to: string,
  kind: Seating['kind'],
  at: number,
  more: Partial<Seating> = {},
): Seating {
  return {
    id: `${stepId}-${from}-${to}-${at}`,
    stepId,
    from,
    to: approver(to),
    kind,
    by: 'Sam',
    reason: 'no answer',
    at,
    ...more,
  };
}

/** Sam and Sue of staff vouch for the step. */
export function override(stepId: string, at: number, more: Partial<Override> = {}): Override {
  return {
    id: `${stepId}-override-${at}`,
    stepId,
    digest,
    by: staff('sam'),
    confirmedBy: staff('sue'),
    reason: 'signed on paper',
    evidenceId: `e-${stepId}-override-${at}`,
    at,
    ...more,
  };
}

export function facts(more: Partial<Facts> = {}): Facts {
  return { ...noFacts(digest), ...more };
}

/** What is found out about a mail that nobody can be held to. */
export const provesNothing: MailJudgement = {
  verdict: 'unverifiable',
  rule: 'none',
  reason: 'Nobody signed it.',
  from: null,
  machine: null,
  command: null,
  commandReason: '',
  subject: null,
  messageId: null,
  date: null,
  signedBy: null,
  dnsAnswers: {},
  bounce: null,
};
