import { type Chain, type Step, stepOf } from './chain';
import { type Decision, type Facts, isAgreement } from './decision';
import { saidBy } from './decision-words';
import { isSufficient } from './evidence';
import type { Instant } from './instant';
import { bothLimits, type Limits } from './limits';
import { mailboxOf } from './mailbox';
import type { Approver } from './party';
import { seatHeldBy, seatsOf } from './seats';
import { openStepOf, type Standing, standingOf } from './standing';
import { stepStandings } from './step-standing';

export type RefusalCode =
  | 'unknown-step'
  | 'not-an-approver'
  | 'self-approval'
  | 'request-changed'
  | 'already-decided'
  | 'nothing-to-take-back'
  | 'step-not-open'
  | 'step-closed'
  | 'request-closed'
  | 'evidence-insufficient'
  | 'reason-required'
  | 'limits-conflict'
  | 'delegated-before'
  | 'unfit-delegate'
  | 'unfit-order'
  | 'grant-over';

/** Why something may not count. (An approver's no is a denial, not a refusal.) */
export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
  /** The decision that came first, where that is the reason. */
  readonly earlier?: Decision;
}

/**
 * Why `decision` may not count on top of `facts` (in which all acts count), or undefined when it may.
 * The one rule behind page, mail, workflow and issuing.
 */
export function refuse(chain: Chain, facts: Facts, decision: Decision, at: Instant): Refusal | undefined {
  const step = stepOf(chain, decision.stepId);
  if (!step) return { code: 'unknown-step', because: 'This chain has no such step.' };
  if (decision.verdict === 'revoke' || decision.verdict === 'disown') {
    return refuseChanged(facts, decision) ?? refuseTakingBack(chain, step, facts, decision, at);
  }
  return (
    refusePerson(chain, step, facts, decision, at) ??
    refuseMoment(chain, step, facts, at) ??
    refuseContent(chain, step, facts, decision, at)
  );
}

/**
 * Why `who` may not get a place at the step, or undefined: nobody decides on their own request, and nobody counts twice. Whoever takes
 * the place of `from` and is the same person takes it along to a new address.
 */
export function refuseSitter(
  chain: Chain,
  step: Step,
  facts: Facts,
  who: { readonly id: string; readonly name: string; readonly email: string },
  at: Instant,
  from?: string,
): Refusal | undefined {
  if (chain.barred.includes(mailboxOf(who.email))) return selfApproval(who.name);
  const mailbox = mailboxOf(who.email);
  const isThem = ({ id, email }: Approver) => id === who.id || mailboxOf(email) === mailbox;
  const isOwn = (holder: Approver) => from === who.id && holder.id === who.id && holder.email !== who.email;
  const isKnown = seatsOf(step, facts, at).some(
    ({ holders, said }) =>
      holders.some((holder) => isThem(holder) && !isOwn(holder)) || (said !== undefined && isThem(said.approver)),
  );
  return isKnown
    ? { code: 'unfit-delegate', because: `${who.name} is asked at "${step.title}" already; nobody counts twice.` }
    : undefined;
}

/** Why nothing more can be said about a request that has ended. */
export function closed(standing: Exclude<Standing, { state: 'pending' }>): Refusal {
  return { code: 'request-closed', because: `The request is already ${standing.state}. ${standing.because}` };
}

function refusePerson(chain: Chain, step: Step, facts: Facts, decision: Decision, at: Instant): Refusal | undefined {
  const { approver } = decision;
  const seat = seatHeldBy(seatsOf(step, facts, at), approver.id);
  const holder = seat?.holders.find(({ id }) => id === approver.id);
  if (!seat || holder?.email !== approver.email) {
    return { code: 'not-an-approver', because: `${approver.name} is not asked at "${step.title}".` };
  }
  if (chain.barred.includes(mailboxOf(approver.email))) return selfApproval(approver.name);
  const changed = refuseChanged(facts, decision);
  if (changed) return changed;
  return seat.said && alreadyDecided(seat.said);
}

function refuseChanged(facts: Facts, decision: Decision): Refusal | undefined {
  return decision.digest === facts.digest
    ? undefined
    : {
        code: 'request-changed',
        because: 'The request was changed after this was asked; the earlier question is void.',
      };
}

/** One's own act can be taken back until the request has ended by another way than approval. */
function refuseTakingBack(
  chain: Chain,
  step: Step,
  facts: Facts,
  decision: Decision,
  at: Instant,
): Refusal | undefined {
  const { approver } = decision;
  const own = facts.decisions.filter((each) => each.stepId === step.id && each.approver.id === approver.id);
  const taken = new Set(own.flatMap((each) => (each.verdict === 'disown' ? [each.of] : [])));
  const standsFor = own.findLast((each) => each.verdict !== 'disown' && !taken.has(each.id));
  const isFit =
    decision.verdict === 'disown' ? standsFor?.id === decision.of : standsFor !== undefined && isAgreement(standsFor);
  if (!standsFor || !isFit) {
    return { code: 'nothing-to-take-back', because: `${approver.name} has nothing here that can be taken back.` };
  }
  const standing = standingOf(chain, facts, at);
  if (standing.state !== 'pending' && standing.state !== 'approved') return closed(standing);
  // A place that was handed on comes back; by now its holder may have been given another one.
  const places = seatsOf(step, { ...facts, decisions: [...facts.decisions, decision] }, at);
  if (places.filter(({ holders }) => holders.some(({ id }) => id === approver.id)).length > 1) {
    return { code: 'unfit-delegate', because: `${approver.name} has another place at "${step.title}" by now.` };
  }
  return decision.verdict === 'revoke' && decision.reason.trim() === ''
    ? { code: 'reason-required', because: 'Taking an approval back needs a reason, so that the developer knows why.' }
    : undefined;
}

function refuseMoment(chain: Chain, step: Step, facts: Facts, at: Instant): Refusal | undefined {
  const standing = standingOf(chain, facts, at);
  if (openStepOf(standing, step.id)) {
    const isOpen = facts.openings.some(
      (opening) => opening.stepId === step.id && opening.digest === facts.digest && opening.at <= at,
    );
    return isOpen ? undefined : { code: 'step-not-open', because: `"${step.title}" is not open yet.` };
  }
  if (standing.state !== 'pending' && standing.state !== 'approved') return closed(standing);
  const earlier = facts.decisions.findLast((decision) => decision.stepId === step.id && isAnswer(decision));
  const isPast = stepStandings(chain, facts, at).get(step.id)?.state === 'passed';
  if (!isPast) return { code: 'step-not-open', because: `"${step.title}" is not open yet.` };
  return earlier
    ? { code: 'step-closed', because: `"${step.title}" is closed: ${saidBy(earlier)}.`, earlier }
    : { code: 'step-closed', because: `"${step.title}" is closed.` };
}

function refuseContent(chain: Chain, step: Step, facts: Facts, decision: Decision, at: Instant): Refusal | undefined {
  if (!isProved(step, decision)) {
    return {
      code: 'evidence-insufficient',
      because: `"${step.title}" accepts ${step.accepts.join(' or ')}; this is ${decision.grade}.`,
    };
  }
  switch (decision.verdict) {
    case 'deny':
      return needsReason(decision, 'A denial needs a reason, so that the developer knows why.');
    case 'ask':
      return needsReason(decision, 'The question is missing.');
    case 'refer':
      return needsReason(decision, 'The reason is missing, so that the developer knows why another MLS must be asked.');
    case 'propose':
      return needsReason(decision, 'A proposal needs a reason, so that the developer knows why.');
    case 'approve': {
      const together = limitsOf(chain, facts, at).reduce<ReturnType<typeof bothLimits>>(
        (all, each) => all && bothLimits(all, each),
        decision.limits,
      );
      return together
        ? undefined
        : { code: 'limits-conflict', because: 'No key can meet these conditions and those of an earlier approval.' };
    }
    case 'delegate': {
      const isSecond = facts.decisions.some(
        (each) => each.stepId === step.id && each.verdict === 'delegate' && each.to.id === decision.approver.id,
      );
      if (isSecond) {
        return { code: 'delegated-before', because: 'This was handed on once already; it cannot be handed on again.' };
      }
      return refuseSitter(chain, step, facts, decision.to, at);
    }
    case 'recuse':
    case 'set-up':
    case 'revoke':
    case 'disown':
      return undefined;
  }
}

/** Only a yes makes a key, so every other answer may come by the mailed page, whatever proof the step wants for a yes. */
function isProved({ accepts }: Step, { verdict, grade }: Decision): boolean {
  return isSufficient(accepts, grade) || (verdict !== 'approve' && isSufficient(['link+code'], grade));
}

function needsReason({ reason }: Decision, because: string): Refusal | undefined {
  return reason.trim() === '' ? { code: 'reason-required', because } : undefined;
}

/** The limits that the approvals so far put on the key. */
function limitsOf(chain: Chain, facts: Facts, at: Instant): readonly Limits[] {
  return chain.steps.flatMap((step) =>
    seatsOf(step, facts, at).flatMap(({ said }) => (said?.verdict === 'approve' ? [said.limits] : [])),
  );
}

function isAnswer({ verdict }: Decision): boolean {
  return isAgreement({ verdict }) || verdict === 'deny' || verdict === 'revoke';
}

/** Why a second act in the place of a first one does not count. */
export function alreadyDecided(earlier: Decision): Refusal {
  return { code: 'already-decided', because: `Already decided: ${saidBy(earlier)}.`, earlier };
}

function selfApproval(name: string): Refusal {
  return { code: 'self-approval', because: `${name} has a part in this request; nobody decides on their own request.` };
}
