import { randomUUID } from 'node:crypto';
import { stepOf } from '../../domain/chain';
import type { Decision } from '../../domain/decision';
import { counted } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import { type Refusal, refuse } from '../../domain/refuse';
import { fingerprintOf } from '../../secrets/token';
import type { DecideByLink, DecideOutcome, DecisionStore, RequestFile } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, json, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile } from './files';
import { checkCode, closeLink, isExpired, type LinkRow, readLink, troubleOf } from './links';

export function createDecisionStore(db: Db): DecisionStore {
  return {
    async decideByLink(input) {
      const found = await readLink(db, input.tokenHash);
      if (found?.purpose !== 'decision') return { kind: 'unknown' };
      return underLock(db, found.request_id, (trx, at) => decideByLink(trx, at, input));
    },
  };
}

/** Everything is read again under the lock: of two who decide at once, the second sees the first. */
async function decideByLink(trx: Trx, at: Instant, input: DecideByLink): Promise<DecideOutcome> {
  const link = (await readLink(trx, input.tokenHash))!;
  const trouble = troubleOf(link) ?? (await checkCode(trx, link, at, input.code));
  if (trouble) return trouble;

  const file = (await readFile(trx, link.request_id, at))!;
  const decision = decisionOf(file, link, input);
  const refusal = decision ? await refusalOf(trx, file, decision) : notAsked;
  if (isExpired(link, at) && refusal?.code !== 'already-decided') return { kind: 'expired' };
  if (!decision || refusal) return refused(trx, link, at, refusal ?? notAsked);

  await recordDecision(trx, link, decision, input);
  const dispatch = await addDispatch(trx, link.request_id, { type: 'decision', decision });
  return { kind: 'recorded', decision, dispatch };
}

const notAsked: Refusal = { code: 'not-an-approver', because: 'This step does not ask this person.' };

function decisionOf(
  { request, chain, at }: RequestFile,
  link: LinkRow,
  { verdict, reason }: DecideByLink,
): Decision | undefined {
  const approver = stepOf(chain, link.step_id!)?.approvers.find(({ id }) => id === link.approver_id);
  if (!approver) return undefined;
  return {
    id: randomUUID(),
    requestId: request.id,
    stepId: link.step_id!,
    approver,
    verdict,
    reason: reason.trim(),
    grade: 'link+code',
    digest: link.digest,
    evidenceId: randomUUID(),
    at,
  };
}

/** The chain is frozen, the register is not: who has left it since may no longer speak for the MLS. */
async function refusalOf(
  trx: Trx,
  { chain, facts, at }: RequestFile,
  decision: Decision,
): Promise<Refusal | undefined> {
  const refusal = refuse(chain, { ...facts, decisions: counted(chain, facts) }, decision, at);
  if (refusal) return refusal;
  const { active } = await trx
    .selectFrom('approver')
    .select('active')
    .where('id', '=', decision.approver.id)
    .executeTakeFirstOrThrow();
  return active
    ? undefined
    : { code: 'not-an-approver', because: `${decision.approver.name} may no longer decide for this MLS.` };
}

async function refused(trx: Trx, link: LinkRow, at: Instant, refusal: Refusal): Promise<DecideOutcome> {
  // A second press of the same button is no event.
  if (refusal.code === 'already-decided') return { kind: 'refused', refusal };
  const detail = { code: refusal.code, link: fingerprintOf(link.token_hash) };
  await appendAudit(trx, link.request_id, at, {
    kind: 'decision-refused',
    actor: 'Countersign',
    note: refusal.because,
    detail,
  });
  return { kind: 'refused', refusal };
}

async function recordDecision(
  trx: Trx,
  link: LinkRow,
  decision: Decision,
  { circumstances }: DecideByLink,
): Promise<void> {
  const { id, requestId, stepId, approver, verdict, reason, grade, digest, evidenceId, at } = decision;
  const secondsSinceSent = Math.round((at - instant(link.sent_at)) / 1000);
  const detail = {
    ...circumstances,
    link: fingerprintOf(link.token_hash),
    generation: link.generation,
    secondsSinceSent,
  };
  await trx
    .insertInto('evidence')
    .values({ id: evidenceId, request_id: requestId, grade, detail: json(detail), recorded_at: new Date(at) })
    .execute();
  await trx
    .insertInto('decision')
    .values({
      id,
      request_id: requestId,
      step_id: stepId,
      approver_id: approver.id,
      approver: json(approver),
      verdict,
      reason,
      digest,
      evidence_id: evidenceId,
      decided_at: new Date(at),
    })
    .execute();
  await closeLink(trx, link, at, 'decided');
  await appendAudit(trx, requestId, at, {
    kind: verdict === 'approve' ? 'approved' : 'denied',
    actor: `${approver.name} (${approver.title})`,
    note: verdict === 'approve' ? `${approver.name} approved.` : `${approver.name} declined: ${reason}`,
    detail: { decisionId: id, evidenceId, grade, stepId, secondsSinceSent },
  });
}
