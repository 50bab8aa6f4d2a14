import { notAttestedSince } from '../domain/attestation';
import { type Authorization, mayDecide } from '../domain/authorization';
import type { Party } from '../domain/party';
import {
  isOpen,
  objectionMs,
  type RegisterChange,
  refuseConfirmation,
  type RegisterChangeState,
  stateOf,
} from '../domain/register-change';
import { changeLines, entryLines, summaryOf } from '../domain/register-words';
import type { RegisterEvent, RegisterFile, RegisterSummary } from '../store/port';
import { moment } from './moments';
import type { MlsRegisterModel, RegisterChangeView, RegistersModel } from './pages/register-models';
import { errorLinks } from './forms';
import type { FieldError } from './problem';
import { rosterPath } from './roster-paths';

export function registerPath(mlsId: string): string {
  return `/console/mlses/${encodeURIComponent(mlsId)}/register`;
}

export function registersModel(summaries: readonly RegisterSummary[]): RegistersModel {
  return {
    rows: summaries.map(({ mls, people, changes, tasks }) => ({
      href: registerPath(mls.id),
      name: mls.name,
      state: mls.state,
      people: people === 1 ? '1 person may decide' : `${people} people may decide`,
      waits: [counted(changes, 'change'), counted(tasks, 'task')].filter((words) => words !== '').join(', '),
    })),
  };
}

function counted(count: number, what: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${what} open` : `${count} ${what}s open`;
}

/** The register as a staff member sees it. */
export function mlsRegisterModel(
  file: RegisterFile,
  events: readonly RegisterEvent[],
  firstBroken: number | undefined,
  staff: Party,
  error: FieldError | null,
): MlsRegisterModel {
  const { register, timeZone, tasks } = file;
  const path = registerPath(register.mls.id);
  return {
    mls: register.mls.name,
    add: `${path}/proposal?kind=add`,
    roster: rosterPath(register.mls.id),
    // Who may decide first.
    entries: register.entries
      .map((entry) => entryView(file, entry, path))
      .toSorted((a, b) => Number(a.state === 'left') - Number(b.state === 'left')),
    changes: file.changes.map((change) => changeView(file, change, staff)),
    tasks: tasks.map(({ id, note, openedAt }) => ({
      note,
      opened: moment(openedAt, timeZone),
      closing: `${path}/tasks/${id}/closing`,
    })),
    events: events.map(({ at, actor, note }) => ({ at: moment(at, timeZone), actor, note })).toReversed(),
    broken: firstBroken === undefined ? '' : `Row ${firstBroken} of the log does not follow from the one before it.`,
    errorList: errorLinks([error]),
  };
}

function entryView(file: RegisterFile, entry: Authorization, path: string): MlsRegisterModel['entries'][number] {
  const { register, timeZone, attestations } = file;
  const rounds = attestations.filter(({ approverId }) => approverId === entry.id);
  const since = notAttestedSince(entry, rounds);
  const state = !entry.active ? 'left' : mayDecide(register, entry, null) ? 'listed' : 'not-yet';
  const query = (kind: string) => `${path}/proposal?kind=${kind}&approver=${encodeURIComponent(entry.id)}`;
  return {
    id: entry.id,
    name: entry.name,
    state,
    tone: entryTones[state],
    label: { listed: 'may decide', 'not-yet': 'not now', left: 'left' }[state],
    // The name stands above; that nobody is the backup needs no line.
    lines: entryLines(entry, register).filter(
      ({ what }) => what !== 'Name' && (what !== 'Backup' || entry.backupId !== null),
    ),
    attested: entry.attestedAt === null ? 'Never so far' : moment(entry.attestedAt, timeZone).text,
    silent: entry.active && since !== null ? `Not attested since ${moment(since, timeZone).text}` : '',
    change: entry.active ? query('change') : query('add'),
    remove: entry.active ? query('remove') : '',
  };
}

function changeView(file: RegisterFile, change: RegisterChange, staff: Party): RegisterChangeView {
  const { register, timeZone } = file;
  const path = `${registerPath(change.mlsId)}/changes/${change.id}`;
  const refusal = refuseConfirmation(register, file.changes.filter(isOpen), change, staff);
  return {
    id: change.id,
    summary: summaryOf(change),
    state: stateOf(change).replace('-', ' '),
    tone: changeTones[stateOf(change)],
    lines: changeLines(change, register),
    reason: change.reason,
    proposed: moment(change.proposedAt, timeZone),
    proposedBy: change.proposedBy.name,
    next: nextWords(change, timeZone, refusal?.because),
    confirm: stateOf(change) === 'proposed' && !refusal ? `${path}/confirmation` : null,
    cancel: isOpen(change) ? `${path}/cancellation` : null,
  };
}

/** As tags of requests look. */
const changeTones: Readonly<Record<RegisterChangeState, string>> = {
  proposed: 'pending',
  waiting: 'pending',
  'in-force': 'approved',
  cancelled: 'withdrawn',
  objected: 'denied',
};
const entryTones = { listed: 'approved', 'not-yet': 'pending', left: 'withdrawn' } as const;

function nextWords(change: RegisterChange, timeZone: string, because: string | undefined): string {
  const { confirmedBy, inForceAt, stopped } = change;
  switch (stateOf(change)) {
    case 'proposed':
      return (
        because ?? `You may confirm it. What gives somebody more waits ${objectionMs / 3_600_000} hours after that.`
      );
    case 'waiting':
      return `Confirmed by ${confirmedBy?.name}. In force from ${moment(inForceAt!, timeZone).text}, unless somebody objects.`;
    case 'in-force':
      return `Confirmed by ${confirmedBy?.name}. In force since ${moment(change.appliedAt!, timeZone).text}.`;
    case 'cancelled':
    case 'objected':
      return `By ${stopped?.by}: ${stopped?.because}`;
  }
}
