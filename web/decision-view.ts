import { type Step, stepOf } from '../domain/chain';
import type { Act, Decision, Facts } from '../domain/decision';
import { sift } from '../domain/evaluate';
import { noLimits } from '../domain/limits';
import type { Approver } from '../domain/party';
import { type Refusal, refuse } from '../domain/refuse';
import { seatHeldBy, seatsOf, sittersOf } from '../domain/seats';
import { type Standing, standingOf } from '../domain/standing';
import type { LinkedFile } from './links';

/** Who acts on a link, at which step, and what counts there so far. */
export interface Acting {
  readonly step: Step;
  readonly approver: Approver;
  /** Every act in it counts. */
  readonly facts: Facts;
}

/** Undefined when the person never had a place at that step, or the chain was changed and has no such step any more. */
export function actingOn({ link, file }: LinkedFile): Acting | undefined {
  const step = stepOf(file.chain, link.stepId ?? '');
  if (!step) return undefined;
  const facts = sift(file.chain, file.facts);
  const approver = sittersOf(step, facts).findLast(({ id }) => id === link.approverId);
  return approver && { step, approver, facts };
}

/** The act that this link was used for: a link is closed at the moment of its act. */
export function madeWith({ link, file }: LinkedFile): Decision | undefined {
  if (link.closedBecause !== 'decided') return undefined;
  return file.facts.decisions.find(
    ({ at, stepId, approver }) => at === link.closedAt && stepId === link.stepId && approver.id === link.approverId,
  );
}

/** The same, or what the person has said at this step on another way. */
export function madeBy(linked: LinkedFile): Decision | undefined {
  const made = madeWith(linked);
  const acting = actingOn(linked);
  if (made || !acting) return made;
  const { step, approver, facts } = acting;
  const said = seatHeldBy(seatsOf(step, facts, linked.file.at), approver.id)?.said;
  return said?.approver.id === approver.id ? said : undefined;
}

/** Why an act would not count now. The page asks before it shows a form what the store will ask when the form comes back. */
export function refusalOf(
  linked: LinkedFile,
  acting: Acting,
  act: Act = approval,
  reason = 'any',
): Refusal | undefined {
  const { chain, at } = linked.file;
  return refuse(chain, acting.facts, supposed(linked, acting, act, reason), at);
}

/** Where the chain would stand after an act that counts. */
export function standingAfter(linked: LinkedFile, acting: Acting, act: Act): Standing {
  const { chain, at } = linked.file;
  const decisions = [...acting.facts.decisions, supposed(linked, acting, act, 'any')];
  return standingOf(chain, { ...acting.facts, decisions }, at);
}

export const approval: Act = { verdict: 'approve', limits: noLimits };

/** An act at this moment, to see what would follow. It is never kept. */
function supposed({ file, link }: LinkedFile, { step, approver }: Acting, act: Act, reason: string): Decision {
  return {
    id: 'supposed',
    requestId: file.request.id,
    stepId: step.id,
    approver,
    ...act,
    reason,
    grade: 'link+code',
    digest: link.digest,
    evidenceId: 'supposed',
    at: file.at,
  };
}
