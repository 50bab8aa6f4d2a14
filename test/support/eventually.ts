import { setTimeout as pause } from 'node:timers/promises';

/** For a machine that is busy: what comes true sooner is not kept waiting. */
const patienceMs = 30_000;

/** Asks again and again until the answer is true; fails by name when it never becomes so. */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + patienceMs; !(await isSo()); await pause(50)) {
    if (Date.now() > deadline) throw new Error(`Never came true within ${patienceMs / 1_000} s: ${what}`);
  }
}
