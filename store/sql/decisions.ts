import { stepOf } from '../../domain/chain';
import type { Act, Decision } from '../../domain/decision';
import { sift } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import { noLimits } from '../../domain/limits';
import { alreadyDecided, type Refusal, refuse } from '../../domain/refuse';
import { sittersOf } from '../../domain/seats';
import { fingerprintOf } from '../../secrets/token';
import type { ChosenAct, DecideByLink, DecideSignedIn, DecideOutcome, DecisionStore, RequestFile } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile } from './files';
import { checkCode, isExpired, type LinkRow, readLink, troubleOf } from './links';
import { newDecision, recordDecision, writeDecision } from './record-decision';
import { findInRegister, refuseBy } from './register';

export function createDecisionStore(db: Db): DecisionStore {
  return {
    async decideByLink(input) {
      const found = await readLink(db, input.tokenHash);
      if (found?.purpose !== purposeFor(input.act)) return { kind: 'unknown' };
      return underLock(db, found.request_id, (trx, at) => decideByLink(trx, at, input));
    },
    decideSignedIn: (input) =>
      underLock<Awaited<ReturnType<DecisionStore['decideSignedIn']>>>(
        db,
        input.requestId,
        (trx, at) => decideSignedIn(trx, at, input),
        () => undefined,
      ),
    setAside: (requestId, decisionId, because) =>
      underLock(db, requestId, (trx, at) => setAside(trx, at, requestId, decisionId, because)),
  };
}

function purposeFor({ verdict }: ChosenAct): LinkRow['purpose'] {
  return verdict === 'revoke' || verdict === 'disown' ? 'receipt' : 'decision';
}

/** Everything is read again under the lock: of two who decide at once, the second sees the first. */
async function decideByLink(trx: Trx, at: Instant, input: DecideByLink): Promise<DecideOutcome> {
  const link = (await readLink(trx, input.tokenHash))!;
  const trouble = troubleOf(link) ?? (await checkCode(trx, link, at, input.code));
  if (trouble) return trouble;

  const file = (await readFile(trx, link.request_id, at))!;
  const made = madeBy(link, file);
  if (made) return { kind: 'refused', refusal: alreadyDecided(made) };
  const decision = await decisionOf(trx, file, link, input);
  const refusal = 'code' in decision ? decision : await refusalOf(trx, file, decision);
  if (isExpired(link, at) && refusal?.code !== 'already-decided') return { kind: 'expired' };
  if ('code' in decision || refusal) return refused(trx, link, at, refusal ?? notAsked);

  await recordDecision(trx, link, decision, input);
  const dispatch = await addDispatch(trx, link.request_id, { type: 'decision', decision });
  return { kind: 'recorded', decision, dispatch };
}

/** What this link was used for: each is good for one act. */
function madeBy({ closed_because, closed_at, approver_id, step_id }: LinkRow, { facts }: RequestFile) {
  if (closed_because !== 'decided') return undefined;
  return facts.decisions.find(
    ({ approver, stepId, at }) => approver.id === approver_id && stepId === step_id && at === instant(closed_at),
  );
}

const notAsked: Refusal = { code: 'not-an-approver', because: 'This step does not ask this person.' };

/** What was chosen, with the people and plans that it names looked up; a refusal when there are none of that name. */
async function decisionOf(
  trx: Trx,
  { request, chain, facts, at }: RequestFile,
  link: LinkRow,
  { act: chosen, reason }: DecideByLink,
): Promise<Decision | Refusal> {
  const step = stepOf(chain, link.step_id!);
  const approver = step && sittersOf(step, facts).findLast(({ id }) => id === link.approver_id);
  if (!approver) return notAsked;
  if (isDirectOnly(chosen) && request.ask.kind !== 'direct-mls-contact') return directOnly;
  if (chosen.verdict === 'propose' && request.ask.change) return grantedBefore;
  const act = await actOf(trx, request.ask, link, chosen);
  if ('code' in act) return act;
  return newDecision({
    requestId: request.id,
    stepId: link.step_id!,
    approver,
    ...act,
    reason: reason.trim() || (act.verdict === 'disown' ? 'It was not me.' : ''),
    grade: 'link+code',
    digest: link.digest,
    at,
  });
}

async function actOf(
  trx: Trx,
  ask: RequestFile['request']['ask'],
  link: LinkRow,
  chosen: ChosenAct,
): Promise<Act | Refusal> {
  switch (chosen.verdict) {
    case 'delegate': {
      const to = await findInRegister(trx, ask, chosen.toId);
      return 'code' in to ? to : { verdict: 'delegate', to };
    }
    case 'propose': {
      const { mls, plan } = ask;
      const row = await trx
        .selectFrom('data_plan')
        .select(['id', 'name'])
        .where('id', '=', chosen.planId)
        .where('id', '!=', plan.id)
        .where('mls_id', '=', mls.id)
        .executeTakeFirst();
      if (!row) return { code: 'unfit-order', because: `${mls.name} has no other plan of that name.` };
      return { verdict: 'propose', plan: row };
    }
    case 'refer': {
      const other = await otherMls(trx, ask.mls, chosen.mlsId);
      return 'code' in other ? other : { verdict: 'refer', mls: other };
    }
    case 'disown':
      return { verdict: 'disown', of: link.decision_id! };
    case 'approve':
      return { verdict: 'approve', limits: chosen.limits };
    case 'deny':
    case 'ask':
    case 'recuse':
    case 'revoke':
    case 'set-up':
      return { verdict: chosen.verdict };
  }
}

/** What only an MLS can say that was written to directly. */
function isDirectOnly({ verdict }: ChosenAct): boolean {
  return verdict === 'set-up' || verdict === 'refer';
}

const directOnly: Refusal = { code: 'unfit-order', because: 'That can only be said where the MLS is asked directly.' };

const grantedBefore: Refusal = {
  code: 'unfit-order',
  because: 'Another plan cannot be proposed for what is granted already. Ask the developer, or decline with a reason.',
};

async function otherMls(trx: Trx, { id, name }: Named, otherId: string): Promise<Named | Refusal> {
  const row = await trx
    .selectFrom('mls')
    .select(['id', 'name'])
    .where('id', '=', otherId)
    .where('id', '!=', id)
    .where('is_operator', '=', false)
    .executeTakeFirst();
  return row ?? { code: 'unfit-order', because: `There is no other MLS of that name beside ${name}.` };
}

type Named = Pick<RequestFile['request']['ask']['mls'], 'id' | 'name'>;

/** The chain is frozen, the register is not: who has left it since may no longer speak for the MLS. */
export async function refusalOf(
  trx: Trx,
  { request, chain, facts, at }: RequestFile,
  decision: Decision,
): Promise<Refusal | undefined> {
  const refusal = refuse(chain, sift(chain, facts), decision, at);
  // Taking back only ever makes things safer, whoever left since.
  if (refusal || decision.verdict === 'revoke' || decision.verdict === 'disown') return refusal;
  const because = await refuseBy(trx, request.ask, decision.approver);
  return because === undefined ? undefined : { code: 'not-an-approver', because };
}

async function refused(trx: Trx, link: LinkRow, at: Instant, refusal: Refusal): Promise<DecideOutcome> {
  // A second press of the same button is no event.
  if (refusal.code === 'already-decided' || refusal.code === 'nothing-to-take-back')
    return { kind: 'refused', refusal };
  const detail = { code: refusal.code, link: fingerprintOf(link.token_hash) };
  await appendAudit(trx, link.request_id, at, {
    kind: 'decision-refused',
    actor: 'Countersign',
    note: refusal.because,
    detail,
  });
  return { kind: 'refused', refusal };
}

/** A person at the operator decides in the console; the evidence names them. */
async function decideSignedIn(
  trx: Trx,
  at: Instant,
  { requestId, stepId, approverId, act, reason, by }: DecideSignedIn,
): Promise<Extract<DecideOutcome, { kind: 'recorded' | 'refused' }>> {
  const file = (await readFile(trx, requestId, at))!;
  const step = stepOf(file.chain, stepId);
  const approver = step && sittersOf(step, file.facts).findLast(({ id }) => id === approverId);
  if (!approver) return { kind: 'refused', refusal: notAsked };
  const decision = newDecision({
    requestId,
    stepId,
    approver,
    ...(act.verdict === 'approve' ? { verdict: 'approve', limits: noLimits } : { verdict: 'deny' }),
    reason: reason.trim(),
    grade: 'signed-in',
    digest: file.request.digest,
    at,
  });
  const refusal = await refusalOf(trx, file, decision);
  if (refusal) return { kind: 'refused', refusal };
  await writeDecision(trx, decision, { staffId: by.id, staff: by.name });
  return { kind: 'recorded', decision, dispatch: await addDispatch(trx, requestId, { type: 'decision', decision }) };
}

/** The register's word, not the approver's own: the evidence says so. */
async function setAside(trx: Trx, at: Instant, requestId: string, decisionId: string, because: string): Promise<void> {
  const { chain, facts } = (await readFile(trx, requestId, at))!;
  const of = facts.decisions.find(({ id }) => id === decisionId);
  if (!of) return;
  const { stepId, approver, digest } = of;
  const decision = newDecision({
    requestId,
    stepId,
    approver,
    verdict: 'disown',
    of: decisionId,
    reason: because,
    grade: 'attested',
    digest,
    at,
  });
  if (!refuse(chain, sift(chain, facts), decision, at)) await writeDecision(trx, decision, { setAside: because });
}
