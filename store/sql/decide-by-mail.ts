import { stepOf } from '../../domain/chain';
import type { Instant } from '../../domain/instant';
import { noLimits } from '../../domain/limits';
import type { Approver } from '../../domain/party';
import type { MailJudgement, MailOutcome } from '../../domain/received-mail';
import { refuseReply } from '../../domain/refuse-reply';
import { requestRefIn } from '../../domain/reply-code';
import { sittersOf } from '../../domain/seats';
import { digestOf } from '../../secrets/digest';
import type { ReceivedMail, RequestFile } from '../port';
import { appendAudit } from './audit';
import { instant, type Trx } from './database';
import { refusalOf } from './decisions';
import { addDispatch, addDispatchForRelay } from './dispatches';
import { readFile } from './files';
import { closeOpenLinks, type LinkRow } from './links';
import { newDecision, writeDecision } from './record-decision';
import { openTask, openTasks } from './tasks';

/**
 * Judges a mail against the question whose reply code it carries, under the lock of its request. Taken: evidence, decision and audit row
 * are written together. Not taken: staff get a task, and whoever was asked gets the question once more, to decide on the page.
 */
export async function decideByMail(
  trx: Trx,
  at: Instant,
  mail: ReceivedMail,
  replyHash: Uint8Array,
): Promise<MailOutcome> {
  const link = await trx
    .selectFrom('link')
    .selectAll()
    .where('reply_hash', '=', Buffer.from(replyHash))
    .executeTakeFirstOrThrow();
  const requestId = link.request_id;
  const file = (await readFile(trx, requestId, at))!;
  const judgement = mail.judgement!;
  if (isCopy(judgement, requestId, await decidedBySame(trx, mail))) {
    return { kind: 'noted', requestId, because: 'It is another copy of a mail that has decided.' };
  }
  const step = stepOf(file.chain, link.step_id!);
  const approver = step && sittersOf(step, file.facts).findLast(({ id }) => id === link.approver_id);
  const because =
    approver === undefined
      ? 'Whoever was asked by that mail is not asked any more.'
      : refuseReply(judgement, await questionOf(trx, mail, link, approver, file), mail.receivedAt);
  if (approver === undefined || because !== undefined) {
    return notTaken(trx, at, { mail, link, file, approver, because: because! });
  }
  const decision = newDecision({
    requestId,
    stepId: link.step_id!,
    approver,
    ...(judgement.command === 'approve' ? { verdict: 'approve', limits: noLimits } : { verdict: 'deny' }),
    reason: judgement.command === 'approve' ? '' : 'Declined by email, without a reason.',
    grade: 'reply',
    digest: link.digest,
    at,
  });
  const refusal = await refusalOf(trx, file, decision);
  if (refusal) return notTaken(trx, at, { mail, link, file, approver, because: refusal.because });
  await writeDecision(trx, decision, evidenceOf(mail, judgement));
  const { stepId } = decision;
  await closeOpenLinks(trx, requestId, at, 'decided', { purposes: ['decision'], stepId, approverId: approver.id });
  await addDispatch(trx, requestId, { type: 'decision', decision });
  const done = decision.verdict === 'approve' ? 'approved' : 'declined';
  return { kind: 'decided', requestId, decisionId: decision.id, because: `${approver.name} ${done} by it.` };
}

/** Another mail with the same Message-ID that has decided something. */
async function decidedBySame(trx: Trx, { id, judgement }: ReceivedMail): Promise<Decided | undefined> {
  const row = await trx
    .selectFrom('received_mail')
    .select(['judgement', 'request_id'])
    .where((where) => where(where.ref('judgement', '->>').key('messageId'), '=', judgement!.messageId))
    .where('id', '!=', id)
    .where((where) => where(where.ref('outcome', '->>').key('kind'), '=', 'decided'))
    .executeTakeFirst();
  return row?.judgement ? { requestId: row.request_id, judgement: row.judgement } : undefined;
}

interface Decided {
  readonly requestId: string | null;
  readonly judgement: MailJudgement;
}

/** The same answer that came by another way as well, where servers on the way add lines of their own. */
function isCopy({ verdict, from, command }: MailJudgement, requestId: string, decided: Decided | undefined): boolean {
  if (decided?.requestId !== requestId) return false;
  return verdict === 'proved' && from === decided.judgement.from && command === decided.judgement.command;
}

async function questionOf(trx: Trx, mail: ReceivedMail, link: LinkRow, approver: Approver, { request }: RequestFile) {
  const ref = requestRefIn(mail.judgement!.subject ?? '');
  const used = await decidedBySame(trx, mail);
  return {
    approver,
    askedAt: instant(link.sent_at),
    deadline: instant(link.deadline),
    isSameRequest: ref === undefined || request.id.startsWith(ref),
    isUsed: used !== undefined,
  };
}

function evidenceOf({ id }: ReceivedMail, { rule, from, signedBy, messageId, dnsAnswers }: MailJudgement) {
  return { mailId: id, rule, from, signedBy, messageId, dnsDigest: digestOf(dnsAnswers) };
}

interface NotTaken {
  readonly mail: ReceivedMail;
  readonly link: LinkRow;
  readonly file: RequestFile;
  /** Undefined when whoever was asked is not asked any more. */
  readonly approver: Approver | undefined;
  readonly because: string;
}

async function notTaken(
  trx: Trx,
  at: Instant,
  { mail, link, file, approver, because }: NotTaken,
): Promise<MailOutcome> {
  const { id: requestId } = file.request;
  const from = mail.judgement!.from ?? 'an unknown sender';
  const isFirst = !(await trx
    .selectFrom('received_mail')
    .select('id')
    .where('request_id', '=', requestId)
    .where('id', '!=', mail.id)
    // What programs write about the request says nothing about what its people were told.
    .where((where) => where(where.ref('judgement', '->>').key('machine'), 'is', null))
    .executeTakeFirst());
  await appendAudit(trx, requestId, at, {
    kind: 'mail-refused',
    actor: 'Countersign',
    note: `A mail from ${from} was not taken for an answer: ${because}`,
    detail: { mailId: mail.id },
  });
  if (file.standing.state !== 'pending') return { kind: 'noted', requestId, because };
  // One task is enough, however many mails come: each of them waits in the console as well.
  if (!(await openTasks(trx, requestId).where('step_id', '=', link.step_id).executeTakeFirst())) {
    const note = `A mail from ${from} was not taken: ${because}`;
    await openTask(trx, requestId, at, { stepId: link.step_id, note, mailId: mail.id });
  }
  // Once per request, so that two programs that answer each other come to an end.
  if (isFirst && isOfWhoWasAsked(mail, approver)) await askAgain(trx, at, link);
  return { kind: 'queued', requestId, because };
}

/** As far as the mail says: the new question goes to the listed address, whoever sent this. */
function isOfWhoWasAsked({ judgement }: ReceivedMail, asked: Approver | undefined): boolean {
  const isPerson = judgement?.verdict !== 'forged' && judgement?.machine === null;
  return isPerson && judgement.from?.toLowerCase() === asked?.email.toLowerCase();
}

async function askAgain(trx: Trx, at: Instant, { request_id, step_id, approver_id }: LinkRow): Promise<void> {
  await closeOpenLinks(trx, request_id, at, 'renewed', {
    purposes: ['decision'],
    stepId: step_id,
    approverId: approver_id,
  });
  await addDispatchForRelay(trx, request_id, { type: 'changed' });
}
