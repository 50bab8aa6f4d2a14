import { type Step, stepOf } from '../domain/chain';
import type { Act, Decision, Facts } from '../domain/decision';
import { sift } from '../domain/evaluate';
import { noLimits } from '../domain/limits';
import type { Approver } from '../domain/party';
import { isSufficient } from '../domain/evidence';
import { type Refusal, refuse } from '../domain/refuse';
import { hasConversation } from '../domain/message';
import type { Ask } from '../domain/request';
import { seatHeldBy, seatsOf, sittersOf } from '../domain/seats';
import { type Standing, standingOf } from '../domain/standing';
import { pageVerdicts } from './decision-form';
import type { LinkedFile } from './links';
import type { PageVerdict } from './pages/link-models';

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

/** Whether a yes counts by mail only: then a page is no proof of it, and of every other answer it is. */
export function isYesByMailOnly({ accepts }: Pick<Step, 'accepts'>): boolean {
  return accepts.includes('reply') && !isSufficient(accepts, 'link+code');
}

/**
 * What the page of a step offers. That the key is made elsewhere, or that another MLS must be asked, can only be said where no plan is; another
 * plan can only be proposed before anything is granted.
 */
export function verdictsAt(step: Pick<Step, 'accepts'>, ask: Pick<Ask, 'kind'>): readonly PageVerdict[] {
  const isDirect = hasConversation(ask);
  const left: readonly PageVerdict[] = [
    ...(isYesByMailOnly(step) ? (['approve'] as const) : []),
    ...(isDirect || ask.kind === 'grant-change' ? (['propose'] as const) : []),
    ...(isDirect ? [] : (['set-up', 'refer'] as const)),
  ];
  return pageVerdicts.filter((each) => !left.includes(each));
}

/** Why an act would not count now. The page asks before it shows a form what the store will ask when the form comes back. */
export function refusalOf(
  linked: LinkedFile,
  acting: Acting,
  act: Act = isYesByMailOnly(acting.step) ? denial : approval,
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
const denial: Act = { verdict: 'deny' };

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
