import type { StepClock } from '../domain/chain';
import type { Due } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { Ask } from '../domain/request';
import { endOfBusinessDay, planDues } from './calendar';
import type { ActivityContext } from './context';

/** Business days counted for one MLS. */
export interface Deadlines {
  /** What a step's clock says, in order of time, for a step opened at `from`. */
  plan(clock: StepClock, from: Instant): readonly Due[];
  /** The end of the business day that lies `days` after that of `from`. */
  endOfDay(from: Instant, days: number): Instant;
}

/** By the MLS's own calendar; for a demonstration, by days of a few seconds. */
export async function deadlinesOf({ store, settings }: ActivityContext, mls: Ask['mls']): Promise<Deadlines> {
  if (settings.demoDayMs !== null) return shortDays(settings.demoDayMs);
  const calendar = (await store.directory.mls(mls.id)) ?? { ...mls, closedDays: [] };
  return {
    plan: (clock, from) => planDues(calendar, clock, from),
    endOfDay: (from, days) => endOfBusinessDay(calendar, from, days),
  };
}

function shortDays(dayMs: number): Deadlines {
  const endOfDay = (from: Instant, days: number) => from + days * dayMs;
  return {
    endOfDay,
    plan: ({ remind, escalate, callStaff, lapse }, from) => [
      ...remind.map((days): Due => ({ kind: 'remind', at: endOfDay(from, days) })),
      ...(escalate === null ? [] : [{ kind: 'escalate', at: endOfDay(from, escalate) } as const]),
      ...(callStaff === null ? [] : [{ kind: 'call-staff', at: endOfDay(from, callStaff) } as const]),
      { kind: 'lapse', at: endOfDay(from, lapse) },
    ],
  };
}
