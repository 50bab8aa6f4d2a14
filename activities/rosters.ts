import { auditChecklist, type ChecklistItem } from '../domain/audit-checklist';
import { decidersIn } from '../domain/authorization';
import { isOverForGood } from '../domain/grant';
import type { Instant } from '../domain/instant';
import type { Approver } from '../domain/party';
import { attentionIn } from '../domain/roster-attention';
import { countWords } from '../domain/roster-words';
import type { LetterFile } from '../mail/render';
import { daysIn } from '../rosters/days';
import { rosterFormats, rosterIn } from '../rosters/files';
import { keptRoster, makeRoster } from '../rosters/make';
import { rosterId, type SignedRoster } from '../rosters/signed-roster';
import type { RegisterFile } from '../store/port';
import { type MonthDue, monthDue, monthInWords } from './calendar';
import type { ActivityContext } from './context';
import { withHeartbeat } from './heartbeat';
import { letterTo, type Owed, type RegisterDrafts } from './register-letters';

/** Months in which those who decide are also told what to check. */
const quarters = ['01', '04', '07', '10'];
const linesShown = 20;
/** Bytes of attachments; mails above ten million are often refused, and in a mail files are a third larger. */
const attachedAtMost = 7_000_000;

/** What an MLS is owed by the calendar: the roster of what it has granted, and every quarter what to check. `nextAt`: when more is. */
export async function rostersOwed(
  context: ActivityContext,
  file: RegisterFile,
): Promise<{ readonly owed: readonly Owed[]; readonly nextAt: Instant }> {
  const calendar = (await context.store.directory.mls(file.register.mls.id))!;
  const due = monthDue(calendar, file.at);
  if (file.at < due.dueAt) return { owed: [], nextAt: due.dueAt };
  const roster = { key: `roster.${due.month}`, drafts: () => monthDrafts(context, file, due, rosterDrafts) };
  const checklist = { key: `checklist.${due.month}`, drafts: () => monthDrafts(context, file, due, checklistDrafts) };
  return {
    owed: quarters.includes(due.month.slice(5)) ? [roster, checklist] : [roster],
    nextAt: due.nextAt,
  };
}

/** What letters about a month's roster are written from. */
interface Month {
  readonly file: RegisterFile;
  readonly roster: SignedRoster;
  readonly recipients: readonly Approver[];
  readonly attachments: readonly LetterFile[];
  /** The part of every such letter. */
  readonly common: {
    readonly mls: string;
    readonly requestId: string;
    readonly month: string;
    readonly attached: string[];
    readonly isCut: boolean;
    readonly support: string;
  };
}

async function monthDrafts(
  context: ActivityContext,
  file: RegisterFile,
  { month, dueAt }: MonthDue,
  write: (month: Month) => RegisterDrafts['letters'],
): Promise<RegisterDrafts | undefined> {
  const { store, settings } = context;
  const { mls } = file.register;
  const recipients = recipientsOf(file);
  const grants = await store.grants.list({ mlsId: mls.id });
  const isAny = grants.some(({ grant, standing }) => grant.beganAt < dueAt && !isOverForGood(standing));
  if (!isAny || recipients.length === 0) return undefined;
  const roster = await rosterOf(context, mls.id, month);
  if (!roster) return undefined;
  const { attachments, isCut } = await withHeartbeat(() => filesOf(context, roster));
  const common = {
    mls: mls.name,
    requestId: rosterId(roster),
    month: monthInWords(month),
    attached: attachments.map(({ name }) => name),
    isCut,
    support: settings.support.email,
  };
  return { letters: write({ file, roster, recipients, attachments, common }), links: [] };
}

function rosterDrafts({ file, roster, recipients, attachments, common }: Month): RegisterDrafts['letters'] {
  const findings = attentionIn(roster, daysIn(file.timeZone)).map(({ heading, lines }) => ({ heading, ...cut(lines) }));
  const counts = countWords(roster.counts);
  return recipients.map((recipient) => {
    const variables = { ...common, recipient: { name: recipient.name }, counts, findings };
    return letterTo(file, recipient, 'roster', common.requestId, variables, attachments);
  });
}

function checklistDrafts({ file, roster, recipients, attachments, common }: Month): RegisterDrafts['letters'] {
  const items = auditChecklist(roster, file, daysIn(file.timeZone)).map(({ check, records, lines }: ChecklistItem) => ({
    check,
    records,
    ...cut(lines),
  }));
  return recipients.map((recipient) => {
    const variables = { ...common, recipient: { name: recipient.name }, items };
    return letterTo(file, recipient, 'audit-checklist', common.requestId, variables, attachments);
  });
}

/** The month's roster: the same one however often it is asked for. Undefined where nothing can sign it. */
async function rosterOf(
  { store, auditKey, settings: { operatorName }, log }: ActivityContext,
  mlsId: string,
  month: string,
): Promise<SignedRoster | undefined> {
  if (!auditKey) {
    log.warn({ mlsId, month }, 'no COUNTERSIGN_AUDIT_KEY is set: no roster is sent');
    return undefined;
  }
  const kept = await makeRoster({ store, auditKey, operatorName }, mlsId, 'Countersign', `month ${month}`);
  return keptRoster(store, mlsId, kept!.id);
}

/** As many of its files as a mail may carry; the signed one first. */
async function filesOf({ printer, log }: ActivityContext, roster: SignedRoster) {
  const attachments: LetterFile[] = [];
  let room = attachedAtMost;
  let isCut = false;
  for (const format of rosterFormats) {
    const outcome = await rosterIn(format, roster, printer);
    if (outcome.kind === 'unavailable') {
      log.warn({ mlsId: roster.mls.id, because: outcome.because }, 'a roster goes without its PDF');
    } else if (outcome.file.bytes.length > room) isCut = true;
    else {
      attachments.push(outcome.file);
      room -= outcome.file.bytes.length;
    }
  }
  return { attachments, isCut };
}

/** The admins who may decide today; where there is none, everybody who may. */
function recipientsOf({ register }: RegisterFile): readonly Approver[] {
  const all = decidersIn(register, null);
  const admins = all.filter(({ id }) => register.entries.find((entry) => entry.id === id)?.role === 'admin');
  return admins.length > 0 ? admins : all;
}

function cut(lines: readonly string[]): { lines: string[]; more: number } {
  return { lines: lines.slice(0, linesShown), more: Math.max(0, lines.length - linesShown) };
}
