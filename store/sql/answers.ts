import { randomUUID } from 'node:crypto';
import type { Answer } from '../../domain/decision';
import { sift } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import { refuseAnswer } from '../../domain/refuse-order';
import type { Ask } from '../../domain/request';
import { digestOf } from '../../secrets/digest';
import type { Seal } from '../../secrets/seal';
import type { AnswerByLink, AnswerOutcome, AnswerStore, RequestFile } from '../port';
import { describeFile, insertAttachments, readAttachment } from './attachments';
import { appendAudit } from './audit';
import { type Db, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { readFile } from './files';
import { checkCode, closeLink, isExpired, readLink, troubleOf } from './links';
import { revise } from './revisions';

export function createAnswerStore(db: Db, seal: Seal): AnswerStore {
  return {
    async answerByLink(input) {
      const found = await readLink(db, input.tokenHash);
      if (found?.purpose !== 'answer') return { kind: 'unknown' };
      return underLock(db, found.request_id, (trx, at) => answerByLink(trx, seal, at, input));
    },

    attachment: (requestId, id) => readAttachment(db, seal, requestId, id),
  };
}

async function answerByLink(trx: Trx, seal: Seal, at: Instant, input: AnswerByLink): Promise<AnswerOutcome> {
  const link = (await readLink(trx, input.tokenHash))!;
  const trouble = troubleOf(link) ?? (await checkCode(trx, link, at, input.code));
  if (trouble) return trouble;

  const file = (await readFile(trx, link.request_id, at))!;
  const refusal = refuseAnswer(file.chain, sift(file.chain, file.facts), link.decision_id!, at);
  if (refusal) return { kind: 'refused', refusal };
  if (isExpired(link, at)) return { kind: 'expired' };

  const by = file.request.ask.requester.name;
  const answer: Answer = {
    id: randomUUID(),
    questionId: link.decision_id!,
    by,
    text: input.text.trim(),
    attachments: input.attachments.map(describeFile),
    at,
  };
  await insertAnswer(trx, seal, link.request_id, answer, input.attachments);
  await closeLink(trx, link, at, 'answered');
  await appendAudit(trx, link.request_id, at, {
    kind: 'answered',
    actor: by,
    note: `${by} answered: ${answer.text}`,
    detail: { answerId: answer.id, files: answer.attachments.map(({ name, sha256 }) => ({ name, sha256 })) },
  });
  if (input.revision) await change(trx, at, file, input.revision, by);
  return { kind: 'recorded', answer, dispatch: await addDispatch(trx, link.request_id, { type: 'changed' }) };
}

/** The developer accepted a proposal: from here on something else is asked, or somebody else, and everyone is asked anew. */
async function change(
  trx: Trx,
  at: Instant,
  file: RequestFile,
  revision: NonNullable<AnswerByLink['revision']>,
  by: string,
): Promise<void> {
  const note = `${acceptedWords(file.request.ask, revision.ask, by)} Earlier approvals no longer count.`;
  await revise(trx, at, file, { ...revision, by, because: note });
  await appendAudit(trx, file.request.id, at, {
    kind: 'request-changed',
    actor: by,
    note,
    detail: { digest: digestOf(revision.ask), chainDigest: digestOf(revision.chain) },
  });
}

function acceptedWords(before: Ask, after: Ask, by: string): string {
  return before.mls.id === after.mls.id
    ? `${by} accepted the proposal: ${after.plan.name} in place of ${before.plan.name}.`
    : `${by} agreed that ${after.mls.name} is asked in place of ${before.mls.name}.`;
}

async function insertAnswer(
  trx: Trx,
  seal: Seal,
  requestId: string,
  { id, questionId, by, text, attachments, at }: Answer,
  files: AnswerByLink['attachments'],
): Promise<void> {
  await trx
    .insertInto('answer')
    .values({
      id,
      request_id: requestId,
      question_id: questionId,
      answered_by: by,
      body: text,
      answered_at: new Date(at),
    })
    .execute();
  await insertAttachments(trx, seal, requestId, { answerId: id }, attachments, files);
}
