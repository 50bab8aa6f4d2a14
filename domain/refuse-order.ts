import { type Chain, stepOf } from './chain';
import type { Facts, Override, Seating } from './decision';
import { isSufficient } from './evidence';
import type { Instant } from './instant';
import { mailboxOf } from './mailbox';
import { closed, type Refusal, refuseSitter } from './refuse';
import { seatHeldBy, seatsOf } from './seats';
import { openStepOf, standingOf } from './standing';
import { stepStandings } from './step-standing';

/** Why the request may not be withdrawn now, or undefined when it may. */
export function refuseWithdrawal(chain: Chain, facts: Facts, at: Instant): Refusal | undefined {
  const standing = standingOf(chain, facts, at);
  return standing.state === 'pending' ? undefined : closed(standing);
}

/** Why a place at a step may not be given to somebody else, or undefined when it may. */
export function refuseSeating(
  chain: Chain,
  facts: Facts,
  seating: Pick<Seating, 'stepId' | 'from' | 'to'>,
  at: Instant,
): Refusal | undefined {
  const step = stepOf(chain, seating.stepId);
  if (!step) return unknownStep;
  const standing = standingOf(chain, facts, at);
  if (standing.state !== 'pending') return closed(standing);
  if (stepStandings(chain, facts, at).get(step.id)?.state === 'passed') {
    return { code: 'step-closed', because: `"${step.title}" is passed; nobody is asked there any more.` };
  }
  const seat = seatHeldBy(seatsOf(step, facts, at), seating.from);
  if (!seat) return { code: 'not-an-approver', because: `That person is not asked at "${step.title}".` };
  if (seat.said && seat.said.verdict !== 'recuse') {
    return { code: 'already-decided', because: `${seat.said.approver.name} has answered already.`, earlier: seat.said };
  }
  return refuseSitter(chain, step, facts, seating.to, at, seating.from);
}

/** Why two staff members may not vouch for a step, or undefined when they may. */
export function refuseOverride(
  chain: Chain,
  facts: Facts,
  { stepId, digest, by, confirmedBy, reason }: Pick<Override, 'stepId' | 'digest' | 'by' | 'confirmedBy' | 'reason'>,
  at: Instant,
): Refusal | undefined {
  const refusal = refuseVouching(chain, facts, { stepId, digest, by, reason }, at);
  if (refusal) return refusal;
  if (by.id === confirmedBy.id || mailboxOf(by.email) === mailboxOf(confirmedBy.email)) {
    return { code: 'unfit-order', because: 'A second staff member must confirm it, not the one who asked for it.' };
  }
  return undefined;
}

/** Why one staff member may not even ask for an override, before a second one confirms it. */
export function refuseVouching(
  chain: Chain,
  facts: Facts,
  { stepId, digest, reason }: Pick<Override, 'stepId' | 'digest' | 'by' | 'reason'>,
  at: Instant,
): Refusal | undefined {
  const step = stepOf(chain, stepId);
  if (!step) return unknownStep;
  if (digest !== facts.digest) {
    return { code: 'request-changed', because: 'The request was changed after this was asked for.' };
  }
  const standing = standingOf(chain, facts, at);
  if (!openStepOf(standing, stepId)) {
    return standing.state === 'pending'
      ? { code: 'step-not-open', because: `"${step.title}" is not asked now.` }
      : closed(standing);
  }
  if (!isSufficient(step.accepts, 'attested')) {
    return {
      code: 'evidence-insufficient',
      because: `"${step.title}" accepts ${step.accepts.join(' or ')}; staff may not vouch for it.`,
    };
  }
  return reason.trim() === ''
    ? { code: 'reason-required', because: 'An override needs a reason; it stands in the timeline.' }
    : undefined;
}

/** Why a question may not be answered now, or undefined when it may. */
export function refuseAnswer(chain: Chain, facts: Facts, questionId: string, at: Instant): Refusal | undefined {
  const standing = standingOf(chain, facts, at);
  if (standing.state !== 'pending') return closed(standing);
  const question = facts.decisions.find(({ id }) => id === questionId);
  const step = question && stepOf(chain, question.stepId);
  const isWaiting =
    step !== undefined &&
    openStepOf(standing, step.id) !== undefined &&
    seatsOf(step, facts, at).some((seat) => seat.question?.id === questionId);
  return isWaiting ? undefined : { code: 'step-closed', because: 'This question is answered or no longer asked.' };
}

/** Why a step's clock may not be extended, or undefined when it may: once per step. */
export function refuseExtension(chain: Chain, facts: Facts, stepId: string, at: Instant): Refusal | undefined {
  const step = stepOf(chain, stepId);
  if (!step) return unknownStep;
  const standing = standingOf(chain, facts, at);
  if (!openStepOf(standing, stepId)) {
    return standing.state === 'pending'
      ? { code: 'step-not-open', because: `"${step.title}" is not asked now.` }
      : closed(standing);
  }
  const isSecond = facts.openings.some(
    (opening) => opening.stepId === stepId && opening.digest === facts.digest && opening.because === 'extended',
  );
  return isSecond
    ? { code: 'unfit-order', because: `The time of "${step.title}" was extended once already.` }
    : undefined;
}

const unknownStep: Refusal = { code: 'unknown-step', because: 'This chain has no such step.' };
