import { randomUUID } from 'node:crypto';
import { auditKindOf } from '../../domain/audit';
import type { Act, Decision, Said } from '../../domain/decision';
import { limitWords } from '../../domain/limits';
import { digestOf } from '../../secrets/digest';
import { fingerprintOf } from '../../secrets/token';
import type { DecideByLink } from '../port';
import { appendAudit } from './audit';
import { instant, json, type Trx } from './database';
import { tellWaiting } from './dispatches';
import { insertEvidence } from './evidence';
import { closeLink, type LinkRow } from './links';

/** An act made just now, whose evidence is still to be written. */
export function newDecision(made: Omit<Said, 'id' | 'evidenceId'> & Act): Decision {
  return { id: randomUUID(), evidenceId: randomUUID(), ...made };
}

/** Writes evidence, decision and audit row, closes the link, and lets a standing order begin. */
export async function recordDecision(
  trx: Trx,
  link: LinkRow,
  decision: Decision,
  { act, circumstances }: DecideByLink,
): Promise<void> {
  await writeDecision(trx, decision, {
    ...circumstances,
    link: fingerprintOf(link.token_hash),
    generation: link.generation,
    secondsSinceSent: Math.round((decision.at - instant(link.sent_at)) / 1000),
  });
  await closeLink(trx, link, decision.at, 'decided');
  if (act.verdict === 'delegate' && act.awayUntil !== null) await goAway(trx, decision, act.toId, act.awayUntil);
}

/** Evidence, decision and audit row. `circumstances`: how the act reached us. */
export async function writeDecision(
  trx: Trx,
  decision: Decision,
  circumstances: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const { id, requestId, stepId, approver, verdict, reason, grade, digest, evidenceId, at } = decision;
  await insertEvidence(trx, requestId, at, { id: evidenceId, grade, detail: circumstances });
  await trx
    .insertInto('decision')
    .values({
      id,
      request_id: requestId,
      step_id: stepId,
      approver_id: approver.id,
      approver: json(approver),
      verdict,
      act: json(actIn(decision)),
      reason,
      digest,
      evidence_id: evidenceId,
      decided_at: new Date(at),
    })
    .execute();
  await appendAudit(trx, requestId, at, {
    kind: auditKindOf[verdict],
    actor: actorOf(decision, circumstances),
    note: noteOf(decision),
    detail: {
      decisionId: id,
      evidenceId,
      grade,
      stepId,
      email: approver.email,
      // Neither row can be changed afterwards without this one, and its hash, telling of it.
      decisionDigest: digestOf(decision),
      evidenceDigest: digestOf(circumstances),
      ...timing(circumstances),
    },
  });
}

/** In the place of the operator's own desk it is a member of staff who acts. */
function actorOf({ approver }: Decision, { staff }: Readonly<Record<string, string | number | null>>): string {
  return typeof staff === 'string' ? `${staff} (${approver.name})` : `${approver.name} (${approver.title})`;
}

function timing({ secondsSinceSent }: Readonly<Record<string, string | number | null>>) {
  return typeof secondsSinceSent === 'number' ? { secondsSinceSent } : {};
}

/** From now on somebody else is asked, in the other requests that wait for this approver too. */
async function goAway(trx: Trx, { approver, evidenceId, requestId, at }: Decision, toId: string, until: string) {
  await trx
    .insertInto('absence')
    .values({
      id: randomUUID(),
      approver_id: approver.id,
      to_id: toId,
      until,
      evidence_id: evidenceId,
      set_at: new Date(at),
    })
    .execute();
  await tellWaiting(trx, approver.id, requestId);
}

function actIn(decision: Decision): Act {
  switch (decision.verdict) {
    case 'approve':
      return { verdict: 'approve', limits: decision.limits };
    case 'delegate':
      return { verdict: 'delegate', to: decision.to };
    case 'propose':
      return { verdict: 'propose', plan: decision.plan };
    case 'refer':
      return { verdict: 'refer', mls: decision.mls };
    case 'disown':
      return { verdict: 'disown', of: decision.of };
    case 'deny':
    case 'ask':
    case 'recuse':
    case 'revoke':
    case 'set-up':
      return { verdict: decision.verdict };
  }
}

function noteOf(decision: Decision): string {
  const { approver, reason } = decision;
  const why = reason === '' ? '.' : `: ${reason}`;
  switch (decision.verdict) {
    case 'approve': {
      const limits = limitWords(decision.limits);
      return limits.length === 0
        ? `${approver.name} approved.`
        : `${approver.name} approved on conditions: ${limits.join('; ')}.`;
    }
    case 'deny':
      return `${approver.name} declined: ${reason}`;
    case 'ask':
      return `${approver.name} asked the developer: ${reason}`;
    case 'propose':
      return `${approver.name} proposed the plan ${decision.plan.name}: ${reason}`;
    case 'refer':
      return `${approver.name} says that ${decision.mls.name} must be asked: ${reason}`;
    case 'set-up':
      return `${approver.name} says that the MLS has set the key up itself${why}`;
    case 'recuse':
      return `${approver.name} stepped aside${why}`;
    case 'delegate':
      return `${approver.name} handed it on to ${decision.to.name}${why}`;
    case 'revoke':
      return `${approver.name} took the approval back: ${reason}`;
    case 'disown':
      return `What was done in the name of ${approver.name} no longer counts: ${reason}`;
  }
}
