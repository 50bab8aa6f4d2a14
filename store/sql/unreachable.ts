import { sql } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Approver } from '../../domain/party';
import type { MailOutcome } from '../../domain/received-mail';
import { requestRefIn } from '../../domain/reply-code';
import { type Unreachable, unreachableWords } from '../../domain/unreachable';
import type { ReceivedMail, RequestFile } from '../port';
import { appendAudit } from './audit';
import { type Db, instant, type Trx } from './database';
import { readFile } from './files';

/** What mails said about people who are asked, oldest first. */
export async function readUnreachable(db: Db, requestId: string): Promise<readonly Unreachable[]> {
  const rows = await db
    .selectFrom('unreachable')
    .select(['step_id', 'approver_id', 'mail_id', 'because', 'noted_at'])
    // As text, so that no driver moves a day into another zone.
    .select(sql<string | null>`to_char(returns, 'YYYY-MM-DD')`.as('day'))
    .where('request_id', '=', requestId)
    .orderBy('id')
    .execute();
  return rows.map(({ step_id: stepId, approver_id: approverId, mail_id: mailId, because, noted_at, day }) => {
    const said = { stepId, approverId, mailId, because, at: instant(noted_at) };
    return day === null ? { ...said, kind: 'undeliverable' } : { ...said, kind: 'away', returns: day };
  });
}

/** Keeps what a mail says about somebody, once for each thing said: false when that is known. Under the lock of the request. */
export async function noteUnreachable(trx: Trx, requestId: string, said: Unreachable): Promise<boolean> {
  const { stepId, approverId, mailId, because, at } = said;
  const returns = said.kind === 'away' ? said.returns : null;
  const known = (await readUnreachable(trx, requestId)).some(
    (each) =>
      each.stepId === stepId &&
      each.approverId === approverId &&
      (each.kind === 'away' ? each.returns : null) === returns,
  );
  if (known) return false;
  await trx
    .insertInto('unreachable')
    .values({
      request_id: requestId,
      step_id: stepId,
      approver_id: approverId,
      mail_id: mailId,
      kind: said.kind,
      returns,
      because,
      noted_at: new Date(at),
    })
    .execute();
  return true;
}

/** Those who are asked now by that address, and where. */
export function waitingAs({ standing }: RequestFile, email: string | null) {
  const open = standing.state === 'pending' ? standing.open : [];
  return open.flatMap(({ stepId, waitingOn }) =>
    waitingOn.flatMap((approver) =>
      approver.email.toLowerCase() === email?.toLowerCase() ? [{ stepId, approver }] : [],
    ),
  );
}

/** The request that the subject of an automatic reply quotes. */
export async function quotedRequest(
  db: Db,
  { judgement }: ReceivedMail,
): Promise<{ readonly request_id: string } | undefined> {
  const ref = requestRefIn(judgement?.subject ?? '');
  if (ref === undefined) return undefined;
  const rows = await db
    .selectFrom('request')
    .select('id as request_id')
    .where('id', 'like', `${ref}%`)
    .limit(2)
    .execute();
  return rows.length === 1 ? rows[0] : undefined;
}

/**
 * Notes until when a proved automatic reply says that its sender is away. Only of whoever is asked there now: a program's mail decides
 * nothing, and nobody else's absence matters.
 */
export async function recordAbsence(
  trx: Trx,
  at: Instant,
  { id: mailId, judgement }: ReceivedMail,
  { request_id: requestId }: { readonly request_id: string },
): Promise<MailOutcome> {
  const { verdict, from, returns = null } = judgement!;
  const file = (await readFile(trx, requestId, at))!;
  const asked = verdict === 'proved' && returns !== null && !isOver(returns, at) ? waitingAs(file, from) : [];
  for (const { stepId, approver } of asked) {
    const said: Unreachable = {
      kind: 'away',
      stepId,
      approverId: approver.id,
      mailId,
      because: '',
      at,
      returns: returns!,
    };
    if (!(await noteUnreachable(trx, requestId, said))) continue;
    await appendAudit(trx, requestId, at, {
      kind: 'absence-told',
      actor: 'Countersign',
      note: `${sentence(approver, said)}, says an automatic reply. It decides nothing.`,
      detail: { mailId, stepId, approverId: approver.id, returns },
    });
  }
  const because =
    asked.length === 0
      ? automatic
      : `${asked[0]!.approver.name} is away until ${returns!}. A program wrote it, so it decides nothing.`;
  return { kind: 'noted', requestId: asked.length === 0 ? null : requestId, because };
}

const automatic = 'An automatic reply; nobody who is asked now wrote it. It decides nothing.';
export const unknownAbsence: MailOutcome = { kind: 'noted', requestId: null, because: automatic };

function sentence({ name }: Approver, said: Unreachable): string {
  return `${name} ${unreachableWords(said)}`;
}

/** By UTC: a day more or less is for the reader to judge, who knows the zone. */
function isOver(day: string, at: Instant): boolean {
  return day <= new Date(at).toISOString().slice(0, 10);
}
