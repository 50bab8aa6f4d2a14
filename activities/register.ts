import { attestationDue, attestEveryMs } from '../domain/attestation';
import { mayDecide } from '../domain/authorization';
import type { Instant } from '../domain/instant';
import { hearObjectionsMs, isOpen } from '../domain/register-change';
import type { RegisterFile } from '../store/port';
import { endOfDayIn } from './calendar';
import type { ActivityContext } from './context';
import { firstTry } from './deliver';
import { permanent } from './failures';
import { attestDrafts, changeDrafts, type Owed, roundOf, stoppedDrafts } from './register-letters';
import type { Letters } from './request-file';
import { rostersOwed } from './rosters';

/** What was done about a register. */
export interface Kept extends Letters {
  /** How long until something is due, in milliseconds from now on. */
  readonly nextInMs: number;
}

export function registerActivities(context: ActivityContext) {
  const { store } = context;

  /**
   * Lets come into force what is due, tells those who decide what changes about it, asks them twice a year whether it still holds, and
   * sends them what the MLS has granted, every month.
   * It looks at the store alone: however often it runs, nothing is said twice. `isPosting`: earlier letters are still being sent.
   */
  async function keepRegister({ mlsId, isPosting }: { mlsId: string; isPosting: boolean }): Promise<Kept> {
    await store.register.apply(mlsId);
    const file = await store.register.file(mlsId);
    if (!file) throw permanent('RegisterUnknown', 'The store has no such register.');
    const rounds = roundsDue(file);
    for (const { giveUp } of rounds) if (giveUp !== null) await store.register.giveUp(mlsId, giveUp);

    const rosters = await rostersOwed(context, file);
    const owed = [
      ...noticesOwed(context, file),
      ...rounds.flatMap(({ entry, letters }) => asksOwed(context, file, entry, letters)),
      ...rosters.owed,
    ];
    const letters: string[] = [];
    for (const each of owed) letters.push(...(await writeOnce(context, mlsId, each, isPosting)));
    const nextAt = Math.min(rosters.nextAt, ...duesOf(file), ...rounds.map((round) => round.nextAt));
    return { ...(await firstTry(context, letters)), nextInMs: Math.max(1_000, nextAt - file.at) };
  }

  return { keepRegister };
}

/** The ids of the letters that are to be sent now. */
async function writeOnce(
  { store, renderer }: ActivityContext,
  mlsId: string,
  { key, drafts }: Owed,
  isPosting: boolean,
): Promise<readonly string[]> {
  const before = await store.register.written(mlsId, key);
  // Written by an attempt that may have died before it sent them.
  if (before) return isPosting ? [] : before;
  const drafted = await drafts();
  if (!drafted) return [];
  const { letters, links, attestation } = drafted;
  const rendered = await Promise.all(letters.map((input) => renderer.render(input)));
  return store.register.write({ mlsId, key, letters: rendered, links, ...(attestation ? { attestation } : {}) });
}

/** Of changes that are confirmed or were stopped lately. */
function noticesOwed(context: ActivityContext, file: RegisterFile): readonly Owed[] {
  return file.changes.flatMap((change): Owed[] => {
    const { id, confirmedAt, stopped } = change;
    if (confirmedAt === null || file.at - confirmedAt >= hearObjectionsMs) return [];
    return stopped
      ? [{ key: `stopped.${id}`, drafts: () => stoppedDrafts(file, change, stopped) }]
      : [{ key: `notice.${id}`, drafts: () => changeDrafts(context, file, change) }];
  });
}

/** What is due about each person's attestation. */
function roundsDue({ register, attestations, at }: RegisterFile) {
  const asked = register.entries.filter((entry) => mayDecide(register, entry, null));
  return asked.map((entry) => {
    const rounds = attestations.filter(({ approverId }) => approverId === entry.id);
    const { letters, giveUp, nextAt } = attestationDue(entry, rounds, at);
    return { entry, letters, giveUp: giveUp ? rounds.at(-1)!.id : null, nextAt };
  });
}

function asksOwed(
  context: ActivityContext,
  file: RegisterFile,
  entry: RegisterFile['register']['entries'][number],
  letters: number,
): readonly Owed[] {
  if (letters === 0) return [];
  const round = roundOf(file, entry);
  // Only the newest: who was not asked for weeks, since nothing ran, gets one letter and not three.
  return [{ key: `attest.${round.id}.${letters}`, drafts: () => attestDrafts(context, file, entry, round, letters) }];
}

function duesOf({ changes, register, timeZone, at }: RegisterFile): readonly Instant[] {
  return [
    at + attestEveryMs,
    ...changes.flatMap((change) => (isOpen(change) && change.inForceAt !== null ? [change.inForceAt] : [])),
    ...register.entries.flatMap(({ active, validTo }) =>
      active && validTo !== null ? [endOfDayIn(timeZone, validTo)] : [],
    ),
  ];
}
